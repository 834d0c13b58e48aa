"""Statements as ISO 20022 has them: camt.053, of any version, read without DTD and entities."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from wellread.payments.bank.lines import (
    LONGEST_TEXT,
    StatementFault,
    StatementLine,
    booking_day,
    minor_of,
)

BOOKED = "BOOK"
_MESSAGE = re.compile(r"camt\.(\d{3})\.\d{3}\.\d{2}")
# What says of a line where it came from, in the order in which it is told.
_TEXTS = (
    "AddtlNtryInf",
    "RltdPties/Dbtr/Nm",
    "RltdPties/Dbtr/Pty/Nm",
    "RltdPties/Cdtr/Nm",
    "RltdPties/Cdtr/Pty/Nm",
    "RmtInf/Ustrd",
    "RmtInf/Strd/CdtrRefInf/Ref",
    "AddtlTxInf",
    "Refs/EndToEndId",
    "Refs/TxId",
)


def read(data: bytes) -> list[StatementLine]:
    """Return what was booked; raise StatementFault naming line and fault."""
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    statements = _Statements()
    parser.setContentHandler(statements)
    try:
        parser.parse(io.BytesIO(data))
    except DefusedXmlException:
        raise StatementFault("a document type is declared, which no statement needs") from None
    except SAXParseException as fault:
        raise StatementFault(fault.getMessage(), line=fault.getLineNumber() or 0) from None
    except StatementFault:
        raise
    except (LookupError, ValueError) as fault:
        # Of encodings that expat does not know, or does not trust.
        raise StatementFault(str(fault)) from None
    if not statements.has_statement:
        raise StatementFault("there is no statement in it (BkToCstmrStmt/Stmt)")
    return statements.lines


class _Statements(ContentHandler):
    """Collects the entries of all statements, each with the line on which it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[StatementLine] = []
        self.has_statement = False
        self._where: Any = None
        self._path: list[str] = []
        self._text = ""
        self._account = ""
        self._currency = ""
        self._entry: _Facts | None = None
        self._details: list[_Facts] = []

    def startElementNS(self, name: tuple[str | None, str], _qname: Any, attrs: Any) -> None:
        space, tag = name
        found = _MESSAGE.search(space or "")
        if not self._path and found and found[1] != "053":
            raise StatementFault(
                f"it is a camt.{found[1]}; a statement is a camt.053", line=self._at
            )
        self._path.append(tag)
        self._text = ""
        if tag == "Stmt":
            self.has_statement, self._account, self._currency = True, "", ""
        elif tag == "Ntry":
            self._entry, self._details = _Facts(self._at), []
        elif tag == "TxDtls" and self._entry is not None:
            self._details.append(_Facts(self._at))
        if tag == "Amt" and self._entry is not None:
            self._currency_of(attrs.get((None, "Ccy"), ""))

    def characters(self, content: str) -> None:
        self._text += content

    def endElementNS(self, name: tuple[str | None, str], _qname: Any) -> None:
        text, self._text = self._text.strip(), ""
        if self._entry is not None:
            self._note(text)
            if name[1] == "Ntry":
                self.lines += self._booked(self._entry)
                self._entry = None
        else:
            self._of_account("/".join(self._path[-5:]), text)
        self._path.pop()

    def setDocumentLocator(self, locator: Any) -> None:
        """Learn whom to ask for the line."""
        self._where = locator

    @property
    def _at(self) -> int:
        return int(self._where.getLineNumber() or 0)

    def _of_account(self, path: str, text: str) -> None:
        if path.endswith(("Acct/Id/IBAN", "Acct/Id/Othr/Id")) and "Stmt/Acct" in path:
            self._account = self._account or text

    def _inside(self) -> tuple["_Facts | None", str]:
        """Return the facts that are being told, and the way from them to this element."""
        if "TxDtls" in self._path:
            below = self._path[self._path.index("TxDtls") + 1 :]
            return (self._details[-1] if self._details else None), "/".join(below)
        return self._entry, "/".join(self._path[self._path.index("Ntry") + 1 :])

    def _currency_of(self, code: str) -> None:
        facts, way = self._inside()
        if facts is not None:
            facts.said[f"{way}@Ccy"] = code

    def _note(self, text: str) -> None:
        facts, way = self._inside()
        if facts is not None and text:
            known = facts.said.get(way)
            facts.said[way] = f"{known} {text}" if known and way in _TEXTS else text

    def _booked(self, entry: "_Facts") -> list[StatementLine]:
        said = entry.said
        if (said.get("Sts/Cd") or said.get("Sts") or BOOKED) != BOOKED:
            return []
        day = _day(said.get("BookgDt/Dt") or said.get("BookgDt/DtTm") or "", entry.line)
        amount_minor, currency = _amount(said, ("Amt",), entry.line)
        whole = StatementLine(
            self._account,
            said.get("AcctSvcrRef") or said.get("NtryRef", ""),
            day,
            amount_minor * _sign(said, entry.line),
            currency,
            _texts([said, *(one.said for one in self._details)]),
        )
        return self._parts(whole, said) or [whole]

    def _parts(self, whole: StatementLine, entry: Mapping[str, str]) -> list[StatementLine]:
        """Return each of several that a bank booked as one, where all of them are told."""
        if len(self._details) < 2:
            return []
        parts = []
        for number, one in enumerate(self._details, 1):
            ways = ("Amt", "AmtDtls/TxAmt/Amt")
            if not any(way in one.said for way in ways):
                return []
            minor, currency = _amount(one.said, ways, one.line)
            told = one.said if "CdtDbtInd" in one.said else entry
            reference = one.said.get("Refs/AcctSvcrRef") or f"{whole.reference}/{number}"
            parts.append(
                whole._replace(
                    reference=reference,
                    amount_minor=minor * _sign(told, one.line),
                    currency=currency,
                    text=_texts([one.said]),
                )
            )
        is_all = sum(one.amount_minor for one in parts) == whole.amount_minor
        return parts if is_all and {one.currency for one in parts} == {whole.currency} else []


class _Facts:
    """What is told of an entry, or of one that is booked in it, by the way to it."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.said: dict[str, str] = {}


def _amount(said: Mapping[str, str], ways: Sequence[str], line: int) -> tuple[int, str]:
    way = next((one for one in ways if one in said), None)
    if way is None:
        raise StatementFault("an entry has no amount (Amt)", line=line)
    currency = said.get(f"{way}@Ccy", "")
    if len(currency) != 3 or not currency.isupper():
        raise StatementFault(f"the amount {said[way]} has no currency (Ccy)", line=line)
    return minor_of(said[way], currency, line=line), currency


def _sign(said: Mapping[str, str], line: int) -> int:
    told = said.get("CdtDbtInd", "")
    if told not in ("CRDT", "DBIT"):
        raise StatementFault(f"CdtDbtInd is “{told}”, and must be CRDT or DBIT", line=line)
    # A reversal tells its own direction: RvslInd changes nothing of it.
    return 1 if told == "CRDT" else -1


def _day(text: str, line: int) -> date:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise StatementFault(f"the day of booking is “{text}”", line=line) from None
    return booking_day(day, line=line)


def _texts(told: Sequence[Mapping[str, str]]) -> str:
    found = [one[way] for one in told for way in _TEXTS if one.get(way)]
    return " ".join(dict.fromkeys(found))[:LONGEST_TEXT]
