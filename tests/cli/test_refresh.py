"""``wallet refresh``: what is asked of whom, what is kept, and what is said about it."""

import json
import ssl
from datetime import timedelta
from typing import Any

import pytest
from command_desk import Desk, make_desk
from issuer_kit import College
from net_server import Internet, onward, status

from wallet.actions import online
from wallet.actions.refresh import _settle
from wallet.cli import COMMANDS
from wallet.errors import Damaged
from wallet.vault import Vault

__all__ = ["make_desk"]


@pytest.fixture
def desk(make_desk: type[Desk], net: Internet) -> Desk:
    return make_desk("here", net.network)


def verdict(desk: Desk, ref: str = "statistics") -> str:
    found: str = desk("show", ref, "--json").data["report"]["verdict"]
    return found


def answer(desk: Desk, ref: str, question: str) -> str:
    checks = desk("show", ref, "--json").data["report"]["checks"]
    return next(str(one["code"]) for one in checks if one["id"] == question)


def outcomes(said: Any) -> dict[str, str]:
    return {one["url"]: one["outcome"] for one in said.data["requests"]}


def hold(desk: Desk, data: bytes, name: str = "badge.json") -> None:
    assert desk("import", desk.file(name, data)).code == 0


def test_a_badge_that_nobody_could_judge_is_judged_after_a_refresh(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college.badge(place=7))
    assert verdict(desk) == "cannot_tell"
    assert net.requests == []
    said = desk("refresh", "--json")
    assert said.code == 0
    assert outcomes(said) == {college.did_url: "fetched", college.list_url: "fetched"}
    assert net.asked() == [college.did_url, college.list_url]
    assert said.data["credentials"][0]["before"] == "cannot_tell"
    assert said.data["credentials"][0]["after"] == "verified_with_notes"
    net.requests.clear()
    assert verdict(desk) == "verified_with_notes"
    assert desk("list", "--json").data["credentials"][0]["verdict"] == "verified_with_notes"
    assert desk("verify", "statistics").code == 0
    assert net.requests == []


def test_what_arrives_and_the_verdicts_that_follow_from_it_are_one_commit(desk: Desk, college: College) -> None:
    """Else a full disk between the two leaves a change of which `wallet due` never tells."""
    hold(desk, college.badge(place=7))
    packs = set(desk.folder.rglob("packs/*/*"))
    assert desk("refresh").code == 0
    assert len(set(desk.folder.rglob("packs/*/*")) - packs) == 1
    assert desk("list", "--json").data["credentials"][0]["verdict"] == "verified_with_notes"
    assert [one["title"] for one in desk("due", "--json").data["changed"]] == ["Statistics"]


def test_what_arrived_is_kept_when_it_is_interrupted(
    desk: Desk, college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    hold(desk, college.badge(place=7))
    monkeypatch.setattr("wallet.actions.refresh._settle", lambda *given: (_settle(*given), interrupted()))
    assert desk("refresh").code == 130
    assert len(desk("evidence", "list", "--json").data["documents"]) == 2


def test_the_list_of_withdrawn_badges_is_asked_for_only_once_the_signature_holds(
    desk: Desk, college: College, net: Internet
) -> None:
    stranger = College()  # says it is the college, and has another key
    hold(desk, stranger.badge(place=7))
    desk("refresh")
    assert net.asked() == [college.did_url]
    assert verdict(desk) == "rejected"


def test_a_changed_badge_is_asked_nothing_about(desk: Desk, net: Internet) -> None:
    from datetime import UTC, datetime

    from wallet.actions import demo

    badge = json.loads(demo.files(datetime(2026, 11, 22, tzinfo=UTC), bytes)["statistics.json"])
    badge["name"] = "Changed"
    badge["credentialStatus"] = {
        "id": "https://evil.example/track#1",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": "https://evil.example/track",
    }
    hold(desk, json.dumps(badge).encode())
    said = desk("refresh")
    assert (said.code, net.looked_up) == (0, [])
    assert "Nothing to look up" in said.out


def test_a_badge_that_was_withdrawn_is_said_to_be(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college.badge(place=7))
    desk("refresh")
    college.withdrawn.add(7)
    net.serve(college.pages())
    desk.at += timedelta(days=1)
    said = desk("refresh")
    assert said.code == 0
    assert "was verified with notes, is now do not rely on this" in said.out
    assert "withdrawn by the issuer, as of 2026-11-23" in said.out
    assert desk("verify", "statistics").code == 1
    assert desk("list", "--json").data["credentials"][0]["verdict"] == "rejected"


def test_what_arrived_before_an_interruption_is_kept_and_counts(
    desk: Desk, college: College, net: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(desk, college.badge(place=7))
    desk("refresh")
    college.withdrawn.add(7)
    net.serve(college.pages())
    desk.at += timedelta(days=1)

    def interrupt(*_: Any) -> None:
        if college.list_url in net.asked()[2:]:
            raise KeyboardInterrupt

    monkeypatch.setattr("wallet.cli.refresh._Progress.__call__", interrupt)
    assert desk("refresh").code == 130
    assert desk("list", "--json").data["credentials"][0]["verdict"] == "rejected"
    assert "withdrawn" in desk("due").out


def test_changed_keys_are_said_and_both_documents_are_kept(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college.badge())
    desk("refresh")
    rotated = College(key_name="key-2")
    net.serve(rotated.pages())
    desk.at += timedelta(days=400)
    said = desk("refresh")
    assert "its keys: 1 new, 1 gone" in said.out
    copies = desk("evidence", "show", college.did_url, "--json").data["copies"]
    assert [(one["first_seen"][:10], one["saved_by"], one["newest"]) for one in copies] == [
        ("2027-12-27", "refresh", True),
        ("2026-11-22", "refresh", False),
    ]


def test_what_cannot_be_had_leaves_what_was_saved_in_force(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college.badge(place=7))
    desk("refresh")
    for handler in (status(500), status(404), status(200, b"<html>for sale</html>"), status(200, b'{"error": "x"}')):
        net.handlers[college.did_url] = handler
        desk.at += timedelta(hours=1)
        said = desk("refresh")
        assert said.code == 0  # the list came
        assert f"not fetched: {college.did_url}" in said.out
        assert verdict(desk) == "verified_with_notes"
    assert len(desk("evidence", "list", "--history", "--json").data["documents"]) == 2


def test_nothing_at_all_ends_with_14(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college.badge())
    net.names["college.example"] = []
    said = desk("refresh", "--json")
    assert (said.code, said.document["errors"][0]["slug"]) == (14, "network")
    assert outcomes(said) == {college.did_url: "name_unknown"}
    assert verdict(desk) == "cannot_tell"
    assert "\ngefragt: college.example\n" in desk("refresh", WALLET_LANGUAGE="de").out


def test_an_unchanged_document_is_not_sent_again_and_gets_the_new_date(
    desk: Desk, college: College, net: Internet
) -> None:
    hold(desk, college.badge())

    def conditional(line: Any, request: Any) -> None:
        if request.headers.get("If-None-Match") == '"1"':
            line.say(304)
        else:
            line.json(college.document(), ETag='"1"')

    net.handlers[college.did_url] = conditional
    desk("refresh")
    desk.at += timedelta(days=3)
    assert outcomes(desk("refresh", "--json")) == {college.did_url: "unchanged"}
    signer = next(c for c in desk("show", "statistics", "--json").data["report"]["checks"] if c["id"] == "signer")
    assert signer["as_of"] == "2026-11-25T21:00:00Z"
    assert signer["source"] == college.did_url


@pytest.mark.parametrize("option", [[], ["--older-than", "9d"]])
def test_a_copy_that_is_damaged_is_sent_again_whole_and_kept(
    desk: Desk, college: College, net: Internet, monkeypatch: pytest.MonkeyPatch, option: list[str]
) -> None:
    hold(desk, college.badge())

    def conditional(line: Any, request: Any) -> None:
        line.say(304) if "If-None-Match" in request.headers else line.json(college.document(), ETag='"1"')

    net.handlers[college.did_url] = conditional
    desk("refresh")
    body, add, kept = Vault.body, Vault.add, []

    def damaged(vault: Vault, id_: bytes) -> bytes:
        found = body(vault, id_)
        if found.startswith(college.did_url.encode()):
            raise Damaged("it was altered")
        return found

    monkeypatch.setattr(Vault, "body", damaged)
    monkeypatch.setattr(Vault, "add", lambda on, new, *more, **how: kept.extend(new) or add(on, new, *more, **how))
    assert outcomes(desk("refresh", *option, "--json")) == {college.did_url: "fetched"}
    assert [item.body.partition(b"\n")[2] for item in kept if item.kind == "evidence"] == [college.document()]


def test_older_than_leaves_alone_what_is_young(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college.badge())
    desk("refresh")
    net.requests.clear()
    desk.at += timedelta(days=6)
    said = desk("refresh", "--older-than", "7d")
    assert "was seen lately" in said.out
    assert net.requests == []
    desk.at += timedelta(days=2)
    desk("refresh", "--older-than", "7d")
    assert net.asked() == [college.did_url]
    assert desk("refresh", "--older-than", "soon").code == 2


def test_named_credentials_alone_are_looked_up(desk: Desk, college: College, net: Internet) -> None:
    other = College("other.example")
    net.serve(other.pages())
    hold(desk, college.badge("Statistics"), "one.jwt")
    hold(desk, other.badge("Databases"), "two.jwt")
    desk("refresh", "databases")
    assert net.asked() == [other.did_url]
    assert desk("refresh", "databases", "--all").code == 2
    desk("refresh", "--all")
    assert college.did_url in net.asked()


def test_what_arrived_for_one_counts_for_the_others_of_its_issuer(desk: Desk, college: College) -> None:
    for name in ("One", "Two", "Three"):
        hold(desk, college.badge(name, place=3), f"{name}.jwt")
    desk("hide", "three")
    desk("refresh", "one")
    assert {one["verdict"] for one in desk("list", "--all", "--json").data["credentials"]} == {"verified_with_notes"}


def test_a_shared_issuer_is_asked_once(desk: Desk, college: College, net: Internet) -> None:
    for name in ("One", "Two", "Three"):
        hold(desk, college.badge(name, place=3), f"{name}.jwt")
    desk("refresh")
    assert net.asked() == [college.did_url, college.list_url]


def test_a_hosted_badge_is_followed_to_its_issuer(desk: Desk, net: Internet) -> None:
    pages = College().hosted()
    net.serve(pages)
    assertion, *_ = pages
    hold(desk, pages[assertion])
    ref = desk("list", "--json").data["credentials"][0]["ref"]
    assert verdict(desk, ref) == "cannot_tell"
    desk("refresh")
    assert verdict(desk, ref) == "verified_with_notes"
    assert set(net.asked()) == set(pages)


def test_a_hosted_badge_gets_its_name_once_its_class_is_known_and_keeps_it(desk: Desk, net: Internet) -> None:
    pages = College().hosted()
    net.serve(pages)
    assertion, badge_class, issuer = pages
    hold(desk, pages[assertion])
    assert held(desk)["title"] == f"Badge {badge_class}"
    desk("refresh")
    found = held(desk)
    assert (found["title"], found["issuer"]) == (
        "Hosted badge",
        {"id": issuer, "name": "Example College", "url": "https://college.example"},
    )
    rules = 'format = "wallet-stack/1"\nid = "urn:x"\nname = "X"\n[[require]]\nmatch = { name = "Hosted*" }\n'
    assert desk("stack", "check", desk.file("x.toml", rules.encode())).code == 0
    net.handlers[assertion] = status(410, json.dumps({"id": assertion, "revoked": True}).encode())
    desk.at += timedelta(days=1)
    desk("refresh")
    assert (held(desk)["title"], held(desk)["verdict"]) == ("Hosted badge", "rejected")
    assert "Hosted badge" in desk("list").out


@pytest.mark.parametrize("body", [b"{}", b'{"success": false}', b'{"status": "maintenance"}'])
@pytest.mark.parametrize("place", [0, 1])
def test_an_answer_in_the_place_of_a_badge_takes_nothing_from_what_was_saved(
    desk: Desk, net: Internet, place: int, body: bytes
) -> None:
    pages = College().hosted()
    net.serve(pages)
    hold(desk, pages[next(iter(pages))])
    desk("refresh")
    before = held(desk)
    assert before["title"] == "Hosted badge"
    url = list(pages)[place]
    net.handlers[url] = status(200, body, Content_Type="application/json")
    desk.at += timedelta(days=1)
    said = desk("refresh", "--json")
    assert outcomes(said)[url] == "wrong_content"
    after = held(desk)
    assert (after["title"], after["verdict"]) == (before["title"], before["verdict"])
    assert verdict(desk, before["ref"]) == "verified_with_notes"


def held(desk: Desk) -> Any:
    """The only credential, as lists show it."""
    (found,) = desk("list", "--json").data["credentials"]
    return found


def test_a_hosted_badge_that_is_gone_and_says_so_is_withdrawn(desk: Desk, net: Internet) -> None:
    pages = College().hosted()
    net.serve(pages)
    assertion, *_ = pages
    hold(desk, pages[assertion])
    desk("refresh")
    net.handlers[assertion] = status(410, json.dumps({"id": assertion, "revoked": True}).encode())
    desk.at += timedelta(days=1)
    said = desk("refresh")
    assert "withdrawn by the issuer" in said.out
    ref = desk("list", "--json").data["credentials"][0]["ref"]
    assert desk("verify", ref).code == 1


def test_old_badges_with_http_addresses_are_asked_for_over_https_unless_allowed(desk: Desk, net: Internet) -> None:
    pages = College().hosted("http")
    net.serve({url.replace("http://", "https://"): data for url, data in pages.items()})
    assertion, *_ = pages
    hold(desk, pages[assertion])
    desk("refresh")
    ref = desk("list", "--json").data["credentials"][0]["ref"]
    assert verdict(desk, ref) == "verified_with_notes"
    said = desk("refresh", "--allow-http", "--json")
    told = "fetched, over plain http: anybody on the way could have changed it"
    assert {one["message"] for one in said.data["requests"]} == {told}
    assert {one["url"] for one in desk("evidence", "list", "--json").data["documents"]} == set(pages)


def test_what_is_only_known_from_plain_http_is_said_to_be_until_https_says_the_same(desk: Desk, net: Internet) -> None:
    pages = College().hosted("http")
    assertion, *_ = pages
    hold(desk, pages[assertion])
    net.serve({url.replace("http://", "https://"): data for url, data in pages.items()})  # as its requests are written
    (report,) = desk("refresh", "--allow-http", "--json").data["credentials"]
    assert report["after"] == "verified_with_notes"
    ref = report["ref"]
    assert answer(desk, ref, "signer") == "published_in_the_open"
    assert "wallet refresh" in desk("show", ref).out.partition("over plain http")[2]
    assert desk("trust", "add", ref).code == 0
    assert answer(desk, ref, "recognition") == "not_proved"
    badge, saved = desk.file("badge.json", pages[assertion]), str(desk.folder / "saved")
    assert desk("evidence", "export", saved).code == 0
    assert "over plain http" in desk("verify", badge, "--evidence", saved).out, "what is exported says it too"
    second = ("--wallet", str(desk.folder / "second"))
    assert desk("init", *second).code == 0
    assert desk("import", badge, "--evidence", saved, *second).code == 0
    (there,) = desk("list", "--json", *second).data["credentials"]
    assert "over plain http" in desk("show", there["ref"], *second).out, "and so does what is kept of that"
    desk.at += timedelta(days=1)
    desk("refresh")
    assert answer(desk, ref, "signer") == "hosted_by_issuer"
    assert answer(desk, ref, "recognition") == "on_your_list"


def test_what_came_over_plain_http_is_not_what_a_server_later_calls_unchanged(desk: Desk, net: Internet) -> None:
    """Whoever is on the way can forge the copy and give it the real one's ETag."""
    college = College("good.example")
    pages = {url.replace("http:", "https:"): data for url, data in college.hosted("http").items()}
    assertion, *_ = pages
    forged = next(iter(college.hosted("http", issuedOn="2021-01-01T00:00:00Z").values()))
    hold(desk, forged)
    net.serve(pages)

    def served(line: Any, request: Any) -> None:
        if not isinstance(line.wire, ssl.SSLSocket):
            line.json(forged, ETag='"1"')
        elif request.headers.get("If-None-Match") == '"1"':
            line.say(304)
        else:
            line.json(pages[assertion], ETag='"1"')

    net.handlers[assertion] = served
    desk("refresh", "--allow-http")
    copies = desk("evidence", "list", "--json").data["documents"]
    desk.at += timedelta(days=1)
    desk("refresh")
    assert desk("verify").code == 1
    assert {(one["url"], one["came_from"]) for one in copies} == {(url, url) for url in college.hosted("http")}


def test_an_open_redirector_cannot_speak_for_its_host(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college.badge())
    net.handlers[college.did_url] = onward("https://other.example/did.json")
    net.page("https://other.example/did.json", college.document())
    said = desk("refresh", "--json")
    assert outcomes(said) == {college.did_url: "redirect_refused"}
    assert verdict(desk) == "cannot_tell"


def test_an_address_that_is_refused_to_one_badge_is_asked_for_another(desk: Desk, net: Internet) -> None:
    """Plain http is upgraded for old formats alone; a new one that names the same must not spoil it for them."""
    college, hosted = College("good.example"), College("good.example").hosted("http")
    net.serve({url.replace("http:", "https:"): data for url, data in hosted.items()})
    hold(desk, next(iter(hosted.values())), "hosted.json")
    for place, address in enumerate(hosted):
        hold(desk, college.badge("Databases", id=f"urn:{place}", issuer=address), f"{place}.jwt")
    asked = desk("refresh", "--json").data["requests"]
    assert {one["url"] for one in asked if one["outcome"] == "fetched"} == hosted.keys()
    assert {one["url"] for one in asked if one["outcome"] == "url_refused"} == hosted.keys()


def lists(college: College, number: int) -> list[dict[str, str]]:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "7"}
    return [{**entry, "statusListCredential": f"{college.list_url}{place}"} for place in range(number)]


def test_one_badge_has_servers_asked_for_so_long_and_takes_so_much_memory(
    desk: Desk, college: College, net: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever made it decides how long a refresh takes; what another badge needs is asked all the same."""
    hold(desk, college.badge("Databases", credentialStatus=lists(college, 30)), "greedy.jwt")
    net.serve({one["statusListCredential"]: college.status_list() for one in lists(college, 30)})
    for share in (online.Share(1e-9, 10**9), online.Share(1e9, len(college.document()))):
        monkeypatch.setattr(online, "OF_CREDENTIAL", share)
        asked = desk("refresh", "--json").data["requests"]
        assert [one["outcome"] for one in asked if one["url"] == college.did_url] in (["fetched"], ["unchanged"])
        found = [one["outcome"] for one in asked if one["url"] != college.did_url]
        assert (len(found), found.count("not_asked") >= 30 - online.WORKERS) == (30, True)
    assert "not asked: too much was asked for this credential before" in desk("refresh").out
    hold(desk, college.badge("Statistics", credentialStatus=lists(college, 1)), "modest.jwt")
    monkeypatch.setattr(online, "OF_CREDENTIAL", online.Share(1e9, len(college.document()) + 1))
    found = outcomes(desk("refresh", "statistics", "--json"))
    assert found == {college.did_url: "fetched", f"{college.list_url}0": "fetched"}


def test_what_one_badge_and_one_run_may_spend() -> None:
    assert online.OF_CREDENTIAL == (120.0, 33_554_432)
    assert online.OF_RUN == (4_800.0, 134_217_728)
    assert (online.CONTEXTS, online.CONTEXTS_EACH) == (40, 8)


def test_one_run_asks_for_so_long(desk: Desk, college: College, net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(desk, college.badge(place=7))
    monkeypatch.setattr(online, "OF_RUN", online.Share(0.0, 10**9))
    assert outcomes(desk("refresh", "--json")) == {college.did_url: "not_asked"}
    assert net.requests == []
    said = desk("refresh")
    assert "not asked: too much was asked in this run before" in said.out
    assert "no server was asked" in said.out
    assert said.code == 14
    assert "never looked up" in desk("due").out


@pytest.mark.parametrize("line", ["refresh", "refresh statistics", "refresh statistics --allow-http"])
def test_without_a_network_the_command_is_offered_again_as_it_was_typed(desk: Desk, net: Internet, line: str) -> None:
    hold(desk, College().badge(place=7))
    net.handlers.clear()
    said = desk(*line.split())
    assert said.code == 14
    assert said.err.endswith(f"then: wallet {line}\n")


def test_a_busy_server_is_left_alone(desk: Desk, net: Internet) -> None:
    pages = College().hosted()
    assertion, *_ = pages
    for url in pages:
        net.handlers[url] = status(429, Retry_After="90")
    hold(desk, pages[assertion])
    said = desk("refresh", "--json")
    assert said.code == 14
    assert said.data["requests"][0]["retry_after"] == 90
    assert len(net.requests) <= 2


def test_the_usual_places_are_tried_when_nothing_else_ties_the_key(desk: Desk, college: College, net: Internet) -> None:
    site = "https://good.example"
    claims = {"iss": site, "vct": f"{site}/badge", "iat": 1_700_000_000, "name": "Token badge"}
    header_name = college.key_name
    from issuer_kit import jwk
    from proof_kit import b64

    head = b64({"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": header_name})
    start = f"{head}.{b64(claims)}"
    token = f"{start}.{b64(college.key.sign(start.encode()))}~".encode()
    keys = {"keys": [{**jwk(college.key), "kid": header_name}]}
    net.page(f"{site}/.well-known/jwks.json", json.dumps(keys).encode())
    hold(desk, token, "token.sd-jwt")
    said = desk("refresh", "--json")
    assert said.code == 0
    assert outcomes(said)[f"{site}/.well-known/jwks.json"] == "fetched"
    ref = desk("list", "--json").data["credentials"][0]["ref"]
    assert verdict(desk, ref) == "verified_with_notes"
    failed = [one for one in said.data["requests"] if not one["sha256"] and not one["guess"]]
    assert [one["url"] for one in failed] == [f"{site}"]


CONTEXT = "https://college.example/terms/v1"


def demo_badge() -> Any:
    from datetime import UTC, datetime

    from wallet.actions import demo

    return json.loads(demo.files(datetime(2026, 11, 22, tzinfo=UTC), bytes)["statistics.json"])


@pytest.fixture
def with_context(desk: Desk, net: Internet) -> bytes:
    badge = demo_badge()
    badge["@context"].append(CONTEXT)
    hold(desk, json.dumps(badge).encode())
    document = b'{"@context": {"gpa": "https://college.example/terms#gpa"}}'
    net.page(CONTEXT, document)
    return document


def test_a_badge_that_names_many_vocabularies_has_few_looked_up(desk: Desk, net: Internet) -> None:
    badge = demo_badge()
    badge["@context"] += [f"https://good.example/terms/{number}" for number in range(100)]
    hold(desk, json.dumps(badge).encode())
    desk("refresh", "--no-input")
    assert 0 < len([url for url in net.asked() if "/terms" in url]) <= online.CONTEXTS_EACH


def test_an_unknown_vocabulary_is_kept_only_when_its_digest_was_named(desk: Desk, with_context: bytes) -> None:
    from hashlib import sha256

    said = desk("refresh", "--json")
    offer = said.data["contexts"][0]
    assert (offer["url"], offer["kept"], offer["terms"]) == (CONTEXT, False, 1)
    assert offer["sha256"] == sha256(with_context).hexdigest()
    assert verdict(desk) == "cannot_tell"
    assert desk("refresh").out.count(f"wallet refresh --context {offer['sha256']}") == 1
    assert desk("refresh", "--context", "0" * 64, "--json").data["contexts"][0]["kept"] is False
    kept = desk("refresh", "--context", offer["sha256"], "--json").data
    assert kept["contexts"][0]["kept"] is True
    assert kept["credentials"][0]["after"] == "verified_with_notes"  # it gives meaning to words that are not used
    assert CONTEXT in desk("contexts", "list").out


@pytest.mark.parametrize(("answer", "kept"), [(b"y\n", True), (b"n\n", False), (b"\n", False), (b"", False)])
def test_a_person_is_asked_about_an_unknown_vocabulary(
    desk: Desk, with_context: bytes, answer: bytes, *, kept: bool
) -> None:
    from hashlib import sha256

    desk.terminal = True
    said = desk("refresh", stdin=answer)
    assert sha256(with_context).hexdigest() in said.err
    assert "Keep it? [y/N]" in said.err
    desk.terminal = False
    assert (CONTEXT in desk("contexts", "list").out) is kept


def test_an_empty_wallet_has_nothing_to_look_up(desk: Desk) -> None:
    assert "The wallet is empty" in desk("refresh").out


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("refresh", "import", "verify")])
def test_no_other_command_has_a_way_to_the_network(name: str) -> None:
    """The layering test lets one action reach the fetcher; here, which commands reach that action."""
    import importlib
    import inspect

    module = inspect.getsource(importlib.import_module(f"wallet.cli.{COMMANDS[name].module}"))
    assert "online" not in module or COMMANDS[name].module in ("verify", "import_")
