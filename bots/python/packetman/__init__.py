"""Learning environments for Packetman. See README.md of this package."""

__version__ = "0.2.0"
