"""The exceptions of refexport: one root and its few children.

An exception means that the work asked for was not done.  What is wrong with
single records is not an exception but a `refexport.report.Diagnostic`, so that
the good records still come out.
"""

from __future__ import annotations


class RefexportError(Exception):
    """Root of every exception that refexport raises on purpose.

    Its text is one line, fit to be shown to a person: it names what is wrong,
    where, and what to do.
    """


class UsageError(RefexportError):
    """What was asked for does not exist: a file, a format, a style, an engine."""


class UnknownFormat(UsageError):
    """No format has this id, or none could be recognised."""


class UnknownStyle(UsageError):
    """No style has this name."""


class UnknownTarget(UsageError):
    """No target has this id."""


class UnknownEngine(UsageError):
    """No citation engine has this id."""


class UnknownMarkup(UsageError):
    """No markup has this id."""


class PluginError(RefexportError):
    """A plugin is registered under this name, but it does not load."""


class InputError(RefexportError):
    """The input as a whole cannot be read: it is binary, a directory, not the format it claims to be."""


class UnknownKeys(RefexportError):
    """A manuscript cites keys that no record has; the report names each."""


class StyleError(RefexportError):
    """A style or locale is not valid CSL."""


class OutputError(RefexportError):
    """The output cannot be written; whatever stood at its path is untouched."""
