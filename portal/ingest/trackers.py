"""What reports on readers instead of telling them something: parameters, hosts and pictures of one dot."""

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, unquote

# Parameters that say where a reader came from, never which page it is. Seen in feeds, newsletters and shares:
# Google Analytics and Ads, Facebook, Microsoft, Mailchimp, Matomo, HubSpot, Instagram, Twitter, Yandex, Vero.
_PARAMETER = re.compile(
    r"(?:utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|igsh|mc_cid|mc_eid|_ga|_gl"
    r"|pk_.*|mtm_.*|matomo_.*|piwik_.*|_hs.*|hsctatracking|__hs.*|vero_id|vero_conv|at_medium|at_campaign|wt_mc"
    r"|ref_src|ref_url|spm|s_cid|cmpid|oly_enc_id|oly_anon_id|mkt_tok)\Z",
    re.IGNORECASE,
)

# Hosts that serve nothing but counting, and the counting redirects of feeds; with the subdomains of each.
_HOSTS = re.compile(
    r"(?:\A|\.)(?:feedburner\.com|feedproxy\.google\.com|feedsportal\.com|pheedo\.com|feedpress\.it|feedblitz\.com"
    r"|doubleclick\.net|google-analytics\.com|googletagmanager\.com|googlesyndication\.com|googleadservices\.com"
    r"|scorecardresearch\.com|quantserve\.com|chartbeat\.net|statcounter\.com|imrworldwide\.com|comscore\.com"
    r"|pixel\.wp\.com|stats\.wp\.com|stats\.wordpress\.com|count\.carrierzone\.com|pixel\.mathtag\.com|segment\.io"
    r"|mixpanel\.com|adsafeprotected\.com|moatads\.com|taboola\.com|outbrain\.com)\Z"
)
_PATHS = {"www.facebook.com": "/tr", "bat.bing.com": "/action", "px.ads.linkedin.com": "/collect", "t.co": "/i/adsct"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DOT = re.compile(r"\s*\+?0*[01](?:\.\d*)?\s*(?:px)?\s*\Z", re.IGNORECASE)


def kept_parameters(query: str) -> list[str]:
    """Return the parameters of *query* that do more than count readers, in order, as they are written."""
    return [pair for pair in query.split("&") if pair and not _PARAMETER.match(unquote(pair.partition("=")[0]))]


def is_tracker(parts: SplitResult) -> bool:
    """Say whether an address, taken apart, leads to a counter and not to something to read."""
    host = parts.hostname or ""
    return _HOSTS.search(host) is not None or (host in _PATHS and parts.path.startswith(_PATHS[host]))


def is_dot(attributes: Mapping[str, str]) -> bool:
    """Say whether an image is not to be seen: at most one pixel wide or high, or hidden."""
    is_small = any(_DOT.match(attributes[side]) for side in ("width", "height") if attributes.get(side))
    return is_small or "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")) is not None
