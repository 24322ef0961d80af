"""One file per citation engine, each with one public `ENGINE`; the registry loads them by entry point."""
