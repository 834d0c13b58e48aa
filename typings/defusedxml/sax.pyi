from xml.sax.xmlreader import XMLReader

class _Reader(XMLReader):
    forbid_dtd: bool

def make_parser() -> _Reader: ...
