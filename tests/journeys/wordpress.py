"""A WordPress of Debian's packages on loopback, with our plugin and a database of its own."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

PACKAGES = Path("/usr/share/wordpress")
PLUGIN = Path(__file__).parents[2] / "integrations" / "wordpress" / "wellread"
NEEDED = ("php", "mariadbd", "mariadb", "mariadb-install-db")
HOW_TO_MEND = "apt-get install wordpress php-cli php-mysql php-xml mariadb-server-core"
PATIENCE_S = 60

MISSING = [name for name in NEEDED if not shutil.which(name)]
if not PACKAGES.is_dir():
    MISSING.append("wordpress")
only_where_it_is = pytest.mark.skipif(
    bool(MISSING), reason=f"no {', '.join(MISSING)}: {HOW_TO_MEND}"
)

CONFIG = """<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:{socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {{
    define( $name . '_KEY', $name );
    define( $name . '_SALT', $name );
}}
define( 'WP_HOME', '{url}' );
define( 'WP_SITEURL', '{url}' );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', {shows_faults} );
define( 'DISABLE_WP_CRON', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', 'localhost' );
$table_prefix = 'wp_';
if ( ! defined( 'ABSPATH' ) ) {{
    define( 'ABSPATH', __DIR__ . '/' );
}}
require_once ABSPATH . 'wp-settings.php';
"""
# What every theme has; Debian's own are packages by themselves.
THEME = {
    "style.css": "/*\nTheme Name: Plain\n*/\n",
    "index.php": """<!doctype html><html <?php language_attributes(); ?>><head>
<meta charset="utf-8"><title><?php bloginfo( 'name' ); ?></title><?php wp_head(); ?></head>
<body <?php body_class(); ?>><?php wp_body_open(); while ( have_posts() ) : the_post(); ?>
<article <?php post_class(); ?>><h1><?php the_title(); ?></h1>
<div class="entry-content"><?php the_content(); ?></div></article>
<?php endwhile; dynamic_sidebar( 'foot' ); wp_footer(); ?></body></html>""",
    "functions.php": "<?php register_sidebar( array( 'id' => 'foot' ) );",
}
# Whatever is asked for and is no file is WordPress's own to answer.
ROUTER = """<?php
$path = parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
if ( is_file( __DIR__ . $path ) ) { return false; }
chdir( __DIR__ );
require __DIR__ . '/index.php';
"""
INSTALL = """<?php
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = parse_url( '{url}', PHP_URL_HOST );
require '{root}/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'The Harbour', 'editor', 'editor@harbour.example', true, '', 'secret' );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'template', 'plain' );
update_option( 'stylesheet', 'plain' );
update_option( 'active_plugins', array( 'wellread/wellread.php' ) );
update_option( 'wellread_home', '{home}' );
"""
POST = """<?php
$_SERVER['HTTP_HOST'] = parse_url( '{url}', PHP_URL_HOST );
require '{root}/wp-load.php';
flush_rewrite_rules();
$section = wp_insert_term( 'Harbour', 'category', array( 'slug' => 'harbour' ) );
echo wp_insert_post( array(
    'post_title' => 'The ferry',
    'post_name' => '{slug}',
    'post_type' => '{kind}',
    'post_status' => 'publish',
    'post_category' => array( is_array( $section ) ? $section['term_id'] : 1 ),
    'tags_input' => array( 'boats', 'winter' ),
    'post_content' => wp_slash( file_get_contents( '{content}' ) ),
), true );
"""


class WordPress:
    """A site that runs, and what it is told by its own code."""

    def __init__(self, root, url, home):
        self.root, self.url, self.home = root, url, home

    def run(self, code, **parts):
        """Run PHP as WordPress's own does; return what it says."""
        script = self.root / "run.php"
        known = {"root": self.root, "url": self.url, "home": self.home} | parts
        for name, value in known.items():
            code = code.replace(f"{{{name}}}", str(value))
        script.write_text(code)
        done = subprocess.run(["php", str(script)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def publish(self, content, slug="the-ferry", kind="post"):
        """Publish a post, or something of another kind; return its address and number."""
        file = self.root / "content.html"
        file.write_text(content)
        number = self.run(POST, content=file, slug=slug, kind=kind)
        assert number.isdecimal()
        return f"{self.url}/{slug}/", int(number)


@contextmanager
def wordpress_running(folder, *, port, shows_faults=False):
    """Run a fresh WordPress at this port; where Wellread is it learns by `connect`."""
    socket, root = folder / "db.sock", folder / "site"
    with _database(folder, socket):
        shutil.copytree(PACKAGES, root, ignore=shutil.ignore_patterns("wp-config.php"))
        wordpress = WordPress(root, f"http://127.0.0.1:{port}", "")
        faults = "true" if shows_faults else "false"
        (root / "wp-config.php").write_text(
            CONFIG.format(socket=socket, url=wordpress.url, shows_faults=faults)
        )
        (root / "router.php").write_text(ROUTER)
        theme = root / "wp-content" / "themes" / "plain"
        theme.mkdir(parents=True)
        for name, text in THEME.items():
            (theme / name).write_text(text)
        shutil.copytree(PLUGIN, root / "wp-content" / "plugins" / "wellread")
        server = _started(
            ["php", "-S", f"127.0.0.1:{port}", "-t", str(root), str(root / "router.php")],
            log=folder / "php.log",
            PHP_CLI_SERVER_WORKERS="4",
        )
        try:
            yield wordpress
        finally:
            _end(server)


@contextmanager
def _database(folder, socket):
    data = folder / "data"
    subprocess.run(
        [
            "mariadb-install-db",
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            *_as_root(),
        ],
        check=True,
        capture_output=True,
    )
    server = _started(
        [
            str(shutil.which("mariadbd")),
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={socket}",
            "--skip-networking",
            "--innodb-buffer-pool-size=32M",
            *_as_root(),
        ],
        log=folder / "database.log",
    )
    try:
        client = ["mariadb", "--no-defaults", f"--socket={socket}", "--user=root"]
        client += ["--execute=CREATE DATABASE wordpress"]
        _eventually(
            lambda: subprocess.run(client, capture_output=True, check=False).returncode == 0
        )
        yield
    finally:
        _end(server)


def _started(command, *, log, **settings):
    with log.open("w") as told:
        return subprocess.Popen(
            command,
            env=os.environ | settings,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _as_root():
    return ["--user=root"] if os.geteuid() == 0 else []


def _eventually(is_so):
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until, "the database did not begin"
        time.sleep(0.2)


def _end(program):
    # PHP's server has workers, which are of its own group.
    os.killpg(program.pid, 15)
    program.wait(PATIENCE_S)
