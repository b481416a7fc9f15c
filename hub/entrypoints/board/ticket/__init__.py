"""One ticket: the lanes of its systems and of the hub on one time axis, and why it stands where it stands."""
