"""What runs inside the child process alone: gates first, then one parser for one file."""
