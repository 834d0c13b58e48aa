# /etc/varnish/default.vcl: keeps public pages in front of Wellread. Needs varnish and
# varnish-modules; Wellread's setting: WELLREAD_SHARED_CACHES="http://127.0.0.1:6081".
vcl 4.1;

import std;
import xkey;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

# The workers, which tell what has changed.
acl workers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ workers) {
            return (synth(405));
        }
        if (req.http.xkey-purge) {
            set req.http.purged = xkey.purge(req.http.xkey-purge);
        }
        if (req.http.xkey-softpurge) {
            set req.http.purged = xkey.softpurge(req.http.xkey-softpurge);
        }
        return (synth(200));
    }
    # This one cookie changes no page: it is for the page's script. Whoever brings another, a
    # member or somebody signed in, goes past (Varnish's own rule for cookies).
    if (req.http.Cookie) {
        set req.http.Cookie = regsuball(";" + req.http.Cookie, "; *wellread_reader=[^;]*", "");
        set req.http.Cookie = regsub(req.http.Cookie, "^; *", "");
        if (req.http.Cookie == "") {
            unset req.http.Cookie;
        }
    }
}

sub vcl_backend_response {
    # Browsers have to ask again each time; shared caches are told otherwise.
    if (beresp.http.CDN-Cache-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(
            regsub(beresp.http.CDN-Cache-Control, ".*max-age=([0-9]+).*", "\1s"), 0s);
        # No page of before is given for longer than it may be kept.
        set beresp.grace = 60s;
        set beresp.keep = 1h;
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
}
