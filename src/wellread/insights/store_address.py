"""What EVENTS_URL says, read without loading what speaks to it."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PORTS = {"http": 8123, "https": 8443}


class Address(NamedTuple):
    """What EVENTS_URL says: servers of one cluster, or the folder of an embedded one."""

    scheme: str
    hosts: tuple[str, ...] = ()
    user: str = ""
    password: str = ""
    database: str = "wellread"
    cluster: str = ""
    folder: str = ""


def read_address(url: str) -> Address:
    """Return what an address says; raise ValueError."""
    parts = urlsplit(url)
    if parts.scheme == "chdb":
        folder = f"{parts.netloc}{parts.path}"
        if not folder:
            raise ValueError("names no folder")
        return Address("chdb", folder=folder)
    if parts.scheme not in PORTS:
        raise ValueError("must begin with http://, https:// or chdb://")
    who, _, where = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    hosts = tuple(_with_port(host, PORTS[parts.scheme]) for host in where.split(","))
    database = parts.path.strip("/") or "wellread"
    words = parse_qs(parts.query, keep_blank_values=True)
    cluster = words.pop("cluster", [""])[0]
    if words or not NAME.fullmatch(database) or (cluster and not NAME.fullmatch(cluster)):
        raise ValueError("must be such as http://user:password@host:8123/wellread?cluster=name")
    if len(hosts) > 1 and not cluster:
        raise ValueError("names several hosts and not their ?cluster=")
    return Address(parts.scheme, hosts, unquote(user), unquote(password), database, cluster)


def _with_port(host: str, port: int) -> str:
    if not re.fullmatch(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?", host):
        raise ValueError("names a host that is none")
    return host if re.search(r":[0-9]+$", host) else f"{host}:{port}"
