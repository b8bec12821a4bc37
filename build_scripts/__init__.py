"""nianbao 年报馆: turn government annual reports into a static public archive."""

__version__ = "1.0.0"
