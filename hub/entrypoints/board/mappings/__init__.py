"""What systems' words mean: read, tried, published."""
