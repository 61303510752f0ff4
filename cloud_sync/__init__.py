"""What enters and leaves the car over the network. Empty until there is a network to talk to."""
