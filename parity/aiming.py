"""Boundaries on purpose: one campaign is opened to the reader, and all hangs on one edge."""

from collections.abc import Callable
from math import nextafter
from typing import Any

from parity.clocks import DAYS, edge_of, shifted
from parity.drawing import Draw
from wellread.engine.assignment import position
from wellread.engine.campaign import INTERRUPTING

Document = dict[str, Any]
OPEN_TO_ALL: Document = {
    "membership": "any",
    "sign_in": "any",
    "consent": "any",
    "countries": {"only": [], "except": []},
    "languages": [],
    "devices": [],
    "articles": {"min": None, "max": None, "days": 30, "sections": [], "topics": []},
    "rest_after_contribution_days": 0,
}
ON_ALL_PAGES: Document = {
    "kinds": [],
    "sections": {"only": [], "except": []},
    "topics": {"any": [], "none": []},
    "sensitive": True,
}
WITHOUT_END: Document = {
    "views": None,
    "days": None,
    "gap_days": 0,
    "counts": "campaign",
    "rest_days": 0,
}


def aimed(draw: Draw, line_up: Document, case: Document) -> tuple[Document, Document]:
    """Return both, three times in four with a campaign that only one edge may keep from asking."""
    if not line_up["campaigns"] or draw.happens(0.25):
        return line_up, case
    place = draw.random.randrange(len(line_up["campaigns"]))
    campaign = {
        **line_up["campaigns"][place],
        "starts_at": None,
        "ends_at": None,
        "holdout": 0.0,
        "audience": dict(OPEN_TO_ALL),
        "pages": ON_ALL_PAGES,
        "cap": dict(WITHOUT_END),
    }
    reader = case["reader"] | {"rests_until": None, "first_page": False}
    reader["asked"] = reader["asked"] or []
    draw.one(EDGES)(draw, campaign, reader)
    campaigns = [*line_up["campaigns"]]
    campaigns[place] = campaign
    # Weighed first, half of the time: nobody else takes its place.
    if draw.happens(0.5):
        campaigns.insert(0, campaigns.pop(place))
    frame = {"silence": {"sections": [], "topics": []}, "holdout": {"share": 0.0, "draw": "2026"}}
    page = case["page"] | {"sponsored": False, "sensitive": False}
    return (
        line_up | {"campaigns": campaigns} | (frame if draw.happens(0.9) else {}),
        case | {"reader": reader, "page": page},
    )


def _views(draw: Draw, campaign: Document, reader: Document) -> None:
    views, days = draw.random.randint(1, 4), draw.one(DAYS)
    counts = draw.one(("campaign", "placement", "all"))
    campaign["cap"] |= {"views": views, "days": days, "counts": counts}
    reader["asked"] = [_asked(campaign, edge_of(draw, 0)) for _ in range(views - 1)]
    reader["asked"].append(_asked(campaign, edge_of(draw, days)))
    reader["visit_started_at"] = shifted(draw, 0)


def _gap(draw: Draw, campaign: Document, reader: Document) -> None:
    days = draw.one(DAYS)
    campaign["cap"] |= {"gap_days": days, "counts": draw.one(("campaign", "placement", "all"))}
    reader["asked"] = [_asked(campaign, edge_of(draw, days))]
    reader["visit_started_at"] = shifted(draw, 0)


def _rest(draw: Draw, campaign: Document, reader: Document) -> None:
    days = draw.one(DAYS)
    campaign["cap"]["rest_days"] = days
    reader["asked"], reader["dismissed"] = [], [_asked(campaign, edge_of(draw, days))]


def _gift(draw: Draw, campaign: Document, reader: Document) -> None:
    days = draw.one(DAYS)
    campaign["audience"]["rest_after_contribution_days"] = days
    reader["asked"], reader["contributed_at"] = [], edge_of(draw, days)


def _count(draw: Draw, campaign: Document, reader: Document) -> None:
    days, articles = draw.one(DAYS), draw.random.randint(1, 5)
    limit = draw.one(("min", "max"))
    campaign["audience"]["articles"] = OPEN_TO_ALL["articles"] | {"days": days, limit: articles}
    if "history" in reader:
        reader["history"] = [
            {"article": f"read {number}", "at": at, "section": None, "topics": []}
            for number, at in enumerate(edge_of(draw, draw.one((0, days))) for _ in range(articles))
        ]
    else:
        reader["counts"] = {str(int(days)): articles + draw.one((-1, 0, 1))}
    reader |= {"asked": [], "count_allowed": True}


def _interruption(draw: Draw, campaign: Document, reader: Document) -> None:
    campaign["placement"] = draw.one(sorted(INTERRUPTING))
    reader["visit_started_at"] = edge_of(draw, 1)
    at, placement = edge_of(draw, 1), draw.one(sorted(INTERRUPTING))
    reader["asked"] = [{"campaign": "another", "placement": placement, "at": at}]


def _nothing_known(draw: Draw, campaign: Document, reader: Document) -> None:
    reader |= draw.one(({"asked": None}, {"asked": []}, {"asked": [], "first_page": True}))


def _wish(draw: Draw, campaign: Document, reader: Document) -> None:
    reader |= {"asked": [], "rests_until": shifted(draw, draw.one((-1, 0, 1)))}


def _run(draw: Draw, campaign: Document, reader: Document) -> None:
    edge = draw.one(("starts_at", "ends_at"))
    campaign[edge] = shifted(draw, draw.one((-1, 0, 1)))
    reader["asked"] = []


def _share(draw: Draw, campaign: Document, reader: Document) -> None:
    seat, salt = int(reader["seat"]), campaign["draw"]
    reader["asked"] = []
    holdout = position(seat, campaign["id"], salt, "holdout")
    campaign["holdout"] = draw.one((holdout, nextafter(holdout, 1), 0.0))
    bound = position(seat, campaign["id"], salt, "variant")
    first = draw.one((bound, nextafter(bound, 1), nextafter(bound, 0)))
    known = campaign["variants"][0]
    campaign["variants"] = [
        {**known, "id": "v0", "share": first},
        {**known, "id": "v1", "share": 1 - first},
    ]


def _asked(campaign: Document, at: str) -> Document:
    return {"campaign": campaign["id"], "placement": campaign["placement"], "at": at}


EDGES: tuple[Callable[[Draw, Document, Document], None], ...] = (
    *(_views, _gap, _rest, _gift, _count, _interruption, _nothing_known, _wish, _run, _share),
)
