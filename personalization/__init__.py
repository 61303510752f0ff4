"""Who is driving and what they like. Empty until drivers are remembered; nothing is stored."""
