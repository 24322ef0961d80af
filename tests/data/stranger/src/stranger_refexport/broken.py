raise ImportError("no module named missing_library")
