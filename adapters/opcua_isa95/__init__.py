"""OPC UA job control: the states of jobs on a server as reports."""
