"""One file per format, each with one public `FORMAT`; the registry loads them by entry point."""
