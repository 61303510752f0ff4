"""How the shipped models were made. Nothing here runs in the car."""
