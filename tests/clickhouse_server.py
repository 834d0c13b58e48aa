"""Debian's clickhouse-server on loopback: one, or two that are the shards of a cluster.

`apt-get install clickhouse-server` (18.16, of 2018). A newer one runs by the same lines.
"""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

SERVER = shutil.which("clickhouse-server") or "/usr/sbin/clickhouse-server"
STARTS_WITHIN_S = 60


@contextmanager
def running(folder: Path, *, shards: int = 1) -> Iterator[str]:
    """Run servers in a folder, and yield what EVENTS_URL is to say."""
    ports = [(_free_port(), _free_port()) for _ in range(shards)]
    begun = [_begin(folder / f"shard{number}", number, ports) for number in range(shards)]
    try:
        for http, _ in ports:
            _wait_for(http)
        hosts = ",".join(f"127.0.0.1:{http}" for http, _ in ports)
        yield f"http://{hosts}/wellread{'?cluster=two' if shards > 1 else ''}"
    finally:
        for one in begun:
            one.send_signal(signal.SIGTERM)
        for one in begun:
            try:
                one.wait(30)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


def _begin(folder: Path, number: int, ports: list[tuple[int, int]]) -> subprocess.Popen[bytes]:
    folder.mkdir(parents=True)
    http, tcp = ports[number]
    shards = "".join(
        f"<shard><replica><host>127.0.0.1</host><port>{one}</port></replica></shard>"
        for _, one in ports
    )
    (folder / "users.xml").write_text(
        "<yandex><profiles><default><max_memory_usage>4000000000</max_memory_usage></default>"
        "</profiles><users><default><password></password><networks><ip>127.0.0.1</ip></networks>"
        "<profile>default</profile><quota>default</quota></default></users>"
        "<quotas><default></default></quotas></yandex>"
    )
    (folder / "config.xml").write_text(
        f"<yandex><logger><level>warning</level><log>{folder}/log</log>"
        f"<errorlog>{folder}/errors</errorlog></logger>"
        f"<http_port>{http}</http_port><tcp_port>{tcp}</tcp_port>"
        "<listen_host>127.0.0.1</listen_host>"
        f"<path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path>"
        f"<users_config>{folder}/users.xml</users_config><mark_cache_size>268435456</mark_cache_size>"
        "<default_profile>default</default_profile><default_database>default</default_database>"
        f"<remote_servers><two>{shards}</two></remote_servers></yandex>"
    )
    with (folder / "said").open("wb") as said:
        return subprocess.Popen(
            [SERVER, f"--config-file={folder / 'config.xml'}"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )


def _wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/ping", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"no ClickHouse at {port}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
