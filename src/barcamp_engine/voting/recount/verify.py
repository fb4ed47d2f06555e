#!/usr/bin/env python3
"""Recount a vote from its published result file: python3 -I verify.py RESULT [--english] [--receipt YOURS]

This file needs nothing but Python 3.9 or later, no network and no other file. It is meant to be read: from top to
bottom it does what the people in the room were told.

  1. The file is whole:        its seal is the SHA-256 of everything else in it.
  2. It is the file we saw:    the closing fingerprint covers rule, places, quorum, topics, hands and receipts.
  3. The ballots are ours:     every receipt is SHA-256 of  v1|poll|nonce|choices,  one ballot per receipt.
  4. The count is right:       counted here again, and compared with the ranking and the reasons in the file.

What it cannot tell: whether somebody voted with two codes, under pressure, or on a manipulated phone.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import chain
from pathlib import Path

TOLD_FROM = 5  # how the interested overlap with others is told from so many on; fewer could be recognised


class Refused(Exception):
    """The file fails; the message says why."""


class Language:
    """German, unless asked otherwise."""

    is_english = False


def say(german: str, english: str) -> str:
    return english if Language.is_english else german


# --- 1 to 3: the file, the fingerprint, the receipts ---------------------------------------------------------------


def canonical(value: object) -> str:
    """Write JSON in the one form everybody agrees on: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def open_file(data: bytes) -> dict:
    """Return the content of the file if its seal is unbroken."""
    try:
        text = data.decode("utf-8")
        document = json.loads(text)
        whole = canonical(document) + "\n" == text
        seal = document.pop("seal")
        unbroken = whole and seal == sha256(canonical(document))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(
            say("Die Datei ist beschädigt oder keine Ergebnisdatei.", "The file is damaged or is no result file.")
        ) from None
    if not unbroken:
        raise Refused(
            say(
                "Die Datei wurde nach der Veröffentlichung verändert: Das Siegel ist gebrochen.",
                "The file was changed after it was published: the seal is broken.",
            )
        )
    if document.get("format") != "politoscope-result" or document["closing"]["rules_version"] != 1:
        raise Refused(
            say("Diese Datei braucht ein anderes Prüfprogramm.", "This file needs another program to be checked.")
        )
    return document


def check_fingerprint(document: dict) -> None:
    if sha256(canonical(document["closing"])) != document["fingerprint"]:
        raise Refused(
            say(
                "Der Fingerabdruck passt nicht zu dem, was beim Schließen festgehalten wurde.",
                "The fingerprint does not fit what was fixed at the close.",
            )
        )


def check_receipts(document: dict) -> None:
    """Every ballot opens one receipt, every receipt has its ballot, every ballot had a code."""
    closing = document["closing"]
    receipts, codes = closing["receipts"], closing["used_codes"]
    if len(set(receipts)) != len(receipts):
        raise Refused(say("Eine Quittung steht doppelt in der Liste.", "A receipt stands in the list twice."))
    if codes and (len(codes) != len(receipts) or len(set(codes)) != len(codes)):
        raise Refused(
            say("Es gibt mehr oder weniger Codes als Stimmzettel.", "There are more or fewer codes than ballots.")
        )
    if document["ballots"] is not None:
        opened = [
            sha256(f"v1|{closing['poll']}|{nonce}|{canonical(choices)}") for nonce, choices in document["ballots"]
        ]
        if opened != receipts:
            raise Refused(say("Ein Stimmzettel passt nicht zu seiner Quittung.", "A ballot does not fit its receipt."))


# --- 4: from the file to the ballots that are counted --------------------------------------------------------------


def topics_and_ballots(document: dict) -> tuple[dict, list[set[str]]]:
    """Return the topics that are voted on (id → cost, hosts, hands) and the ballots, hands included.

    A ballot for a merged topic is one for the topic it went into, once. Withdrawn topics count nothing.
    """
    closing = document["closing"]
    into = dict(closing["merges"])

    def final(topic: str) -> str:
        for _ in into:
            topic = into.get(topic, topic)
        return topic

    listed = {topic["id"] for topic in closing["topics"]}
    gone = set(closing["withdrawn"])
    topics = {
        topic["id"]: {"cost": topic["cost"], "hosts": 0, "hands": 0}
        for topic in closing["topics"]
        if topic["id"] not in into and topic["id"] not in gone
    }
    for topic in closing["topics"]:
        if final(topic["id"]) in topics:
            topics[final(topic["id"])]["hosts"] += topic["hosts"]
    ballots = []
    for _, choices in document["ballots"]:
        if not listed.issuperset(choices):
            raise Refused(
                say("Ein Stimmzettel nennt ein Thema, das es nicht gibt.", "A ballot names a topic that is not listed.")
            )
        ballots.append({final(choice) for choice in choices} & set(topics))
    return topics, ballots + hand_ballots(closing, topics, final)


def hand_ballots(closing: dict, topics: dict, final: Callable[[str], str]) -> list[set[str]]:
    """Turn the show of hands into ballots: person i raised a hand for every topic with more than i hands."""
    if closing["hands"] is None:
        return []
    for name, number in closing["hands"]["counts"]:
        if number > closing["hands"]["people"]:
            raise Refused(
                say("Mehr Handzeichen als Menschen ohne Handy.", "There are more hands than people without a phone.")
            )
        if final(name) in topics:
            topics[final(name)]["hands"] = max(topics[final(name)]["hands"], number)
    most = max((topic["hands"] for topic in topics.values()), default=0)
    return [{name for name, topic in topics.items() if topic["hands"] > i} for i in range(most)]


# --- 4: the count --------------------------------------------------------------------------------------------------


class Count:
    """Counts one round. Whole numbers only: all loads are numerators over one common denominator."""

    def __init__(self, topics: dict, ballots: list[set[str]], closing: dict, seed: str) -> None:
        self.topics, self.names = topics, list(topics)
        self.ballots = [ballot for ballot in ballots if ballot]  # whoever marks nothing counts nothing
        self.seats, self.quorum = closing["seats"], closing["quorum"]
        self.is_phragmen = closing["rule"] == "sequential-phragmen"
        self.hash = {name: hashlib.sha256(f"{seed}|{name}".encode()).digest() for name in topics}
        self.interested = Counter(chain.from_iterable(self.ballots))
        self.counted = {name: max(0, self.interested[name] - topics[name]["hosts"]) for name in topics}
        self.running = [name for name in self.names if self.counted[name] >= self.quorum]
        kept = set(self.running)
        self.contest = [ballot & kept for ballot in self.ballots]
        self.approvers = {name: [i for i, b in enumerate(self.contest) if name in b] for name in self.running}
        self.steps: list[tuple[str, Fraction, list[str]]] = []  # topic, its value, the others that were equal
        self.accepted = 0
        self.missing: dict[str, int] = {}
        self.count()

    def count(self) -> None:
        denominator, loads = 1, [0]  # the distinct loads
        load_of = [0] * len(self.contest)  # each ballot's place in that list
        total = dict.fromkeys(self.running, 0)  # the loads of a topic's approvers together
        remaining = [name for name in self.running if self.interested[name]]
        free, open_seats = self.seats, True
        while remaining:
            # The smallest price per head wins. Phragmén: (cost + loads) / people. Approval: 1 / people.
            price = {n: self.topics[n]["cost"] * denominator + total[n] if self.is_phragmen else 1 for n in remaining}
            winner = remaining[0]
            for name in remaining[1:]:
                if self.beats(name, price[name], self.interested[name], winner, price[winner]):
                    winner = name
            people = self.interested[winner]
            equal = [n for n in remaining if n != winner and price[n] * people == price[winner] * self.interested[n]]
            if open_seats:
                self.note_missing(free, denominator, total, winner, price[winner])
                free -= self.topics[winner]["cost"]
                open_seats = free >= 0
                self.accepted += open_seats
            value = Fraction(price[winner], denominator * people) if self.is_phragmen else Fraction(people)
            self.steps.append((winner, value, equal))
            remaining.remove(winner)
            if self.is_phragmen:  # everybody who wanted it now carries the same load
                denominator *= people
                loads = [load * people for load in loads]
                total = {name: load * people for name, load in total.items()}
                payers: dict[int, list[int]] = {}
                for ballot in self.approvers[winner]:
                    payers.setdefault(load_of[ballot], []).append(ballot)
                    load_of[ballot] = len(loads)
                for place, group in payers.items():
                    growth = price[winner] - loads[place]
                    for name, number in Counter(chain.from_iterable(self.contest[i] for i in group)).items():
                        total[name] += growth * number
                loads.append(price[winner])
        if open_seats:  # places are left over: one person is enough
            for name in self.running:
                if self.topics[name]["cost"] <= free:
                    self.missing[name] = 1

    def beats(self, name: str, price: int, people: int, other: str, other_price: int) -> bool:
        """Say whether a topic with this price and so many people goes before the other one."""
        difference = price * self.interested[other] - other_price * people
        if difference == 0:  # exactly equal: more people, then the smaller hash of seed and id
            return (-people, self.hash[name]) < (-self.interested[other], self.hash[other])
        return difference < 0

    def note_missing(self, free: int, denominator: int, total: dict, winner: str, price: int) -> None:
        """For every topic: how many more people would have put it ahead of the winner of this step?"""
        for name in self.running:
            cost, people = self.topics[name]["cost"], self.interested[name]
            if name == winner or cost > free:
                continue
            if self.is_phragmen:  # (cost + loads) / (people + x) = value of the winner, solved for x
                own = cost * denominator + total[name]
                more = max(0, own * self.interested[winner] // price - people)
            else:
                own, more = 1, max(0, self.interested[winner] - people)
            if not self.beats(name, own, people + more, winner, price):
                more += 1
            self.missing[name] = min(more, self.missing.get(name, more))

    def reasons(self) -> list[dict]:
        """Say for every topic what became of it."""
        marks = [0] * len(self.contest)  # how many accepted topics each ballot has
        found: dict[str, dict] = {}
        for position, (name, value, equal) in enumerate(self.steps[: self.accepted], 1):
            found[name] = {"code": "accepted", "position": position, "value": str(value)}
            if self.interested[name] >= TOLD_FROM:
                found[name]["without_before"] = sum(marks[i] == 0 for i in self.approvers[name])
            if equal:
                found[name]["tied"] = sorted(equal, key=self.names.index)
            for i in self.approvers[name]:
                marks[i] += 1
        for position, (name, _, _) in enumerate(self.steps[self.accepted :], self.accepted + 1):
            found[name] = {"code": "waiting", "position": position, "waiting": position - self.accepted}
            if self.interested[name] >= TOLD_FROM:
                found[name]["served"] = sum(marks[i] > 0 for i in self.approvers[name])
                found[name]["served_proposals"] = sum(marks[i] for i in self.approvers[name])
        for name in self.names:
            if name not in self.approvers:
                short = {"counted": self.counted[name], "quorum": self.quorum}
                found[name] = {"code": "below-quorum", "missing": self.quorum - self.counted[name], **short}
            else:
                reason = found.setdefault(name, {"code": "nobody-yet"})
                if reason["code"] != "accepted" and name in self.missing:
                    reason["missing"] = self.missing[name]
            found[name].update(proposal=name, interested=self.interested[name], hands=self.topics[name]["hands"])
        return [found[name] for name in self.names]

    def fairness(self) -> dict:
        """Look for a group that was passed over (EJR+): large enough for what each of them has plus one topic more."""
        chosen = {name for name, _, _ in self.steps[: self.accepted]}
        held = [sum(self.topics[name]["cost"] for name in ballot & chosen) for ballot in self.contest]
        claims = []
        for name in self.running:
            group, claim = 0, None
            if name not in chosen:
                for places, people in sorted(Counter(held[i] for i in self.approvers[name]).items()):
                    group += people
                    if (places + self.topics[name]["cost"]) * len(self.ballots) <= group * self.seats:
                        entitled = group * self.seats // len(self.ballots)
                        claim = {"proposal": name, "people": group, "entitled": entitled, "held": places}
            if claim:
                claims.append(claim)
        return {"axiom": "EJR+", "holds": not claims, "claims": claims}

    def result(self, document: dict) -> dict:
        ranking = [name for name, _, _ in self.steps]
        hands = document["closing"]["hands"]
        return {
            "rule": document["closing"]["rule"],
            "seats": self.seats,
            "quorum": self.quorum,
            "people": len(self.ballots),
            "hands": hands["people"] if hands else 0,
            "hands_only": len(self.ballots) == max((topic["hands"] for topic in self.topics.values()), default=0),
            "accepted": ranking[: self.accepted],
            "waiting": ranking[self.accepted :],
            "ranking": ranking,
            "loads": [str(value) for _, value, _ in self.steps] if self.is_phragmen else None,
            "reasons": self.reasons(),
            "fairness": self.fairness(),
        }


def check_count(document: dict) -> dict:
    """Count again and compare everything."""
    topics, ballots = topics_and_ballots(document)
    seed = sha256(f"{document['fingerprint']}|{document['dice']}")
    result = Count(topics, ballots, document["closing"], seed).result(document)
    for part, german, english in (
        ("accepted", "die gewählten Themen", "the accepted topics"),
        ("ranking", "die Reihenfolge", "the ranking"),
        ("reasons", "die Begründungen", "the reasons"),
    ):
        if canonical(result[part]) != canonical(document["result"].get(part)):
            raise Refused(
                say(
                    f"Die Nachzählung ergibt etwas anderes als die Datei: {german} weichen ab.",
                    f"The recount gives another result than the file: {english} differ.",
                )
            )
    if canonical(result) != canonical(document["result"]):
        raise Refused(say("Die Nachzählung ergibt andere Zahlen als die Datei.", "The recount gives other numbers."))
    return result


# --- what is printed -----------------------------------------------------------------------------------------------


def sentence(reason: dict) -> str:
    """Say in a sentence what became of a topic."""
    n, code = reason["interested"], reason["code"]
    if code == "below-quorum":
        counted, quorum = reason["counted"], reason["quorum"]
        return say(f"unter dem Quorum: {counted} von {quorum}", f"below the quorum: {counted} of {quorum}")
    if code == "nobody-yet":
        return say("noch nicht gewünscht", "not asked for yet")
    words = say(f"{n} Interessierte", f"{n} interested")
    if reason["hands"]:
        words += say(f", davon {reason['hands']} Handzeichen", f", {reason['hands']} of them by hand")
    if "without_before" in reason:
        new = reason["without_before"]
        words += say(f"; {new} hatten noch kein gewähltes Thema", f"; {new} had no accepted topic yet")
    if reason.get("served"):
        mean = f"{reason['served_proposals'] / reason['served']:.1f}"
        words += say(
            f"; {reason['served']} davon haben schon im Schnitt {mean.replace('.', ',')} gewählte Themen",
            f"; {reason['served']} of them already have {mean} accepted topics on average",
        )
    if "missing" in reason:
        more = reason["missing"]
        words += say(f"; {more} weitere hätten gereicht", f"; {more} more would have been enough")
    return words


def report(document: dict, result: dict | None) -> None:
    closing, mark = document["closing"], document["fingerprint"]
    print(say("Die Datei ist unversehrt. Fingerabdruck:", "The file is whole. Fingerprint:"))
    print("   " + " ".join(mark[start : start + 4] for start in range(0, 32, 4)))
    print(say("   Vergleichen Sie ihn mit dem im Raum gezeigten.", "   Compare it with the one shown in the room."))
    ballots = len(closing["receipts"])
    if result is None:
        print(
            say(
                f"{ballots} Quittungen. Die Stimmzettel stehen nicht in dieser Datei: "
                "Nachzählen kann sie das Zählteam.",
                f"{ballots} receipts. The ballots are not in this file: the counting team can recount them.",
            )
        )
        return
    print(say(f"{ballots} Stimmzettel, alle passen.", f"{ballots} ballots, all of them fit."))
    if result["hands_only"]:
        print(
            say(
                "Nur Handzeichen: Mehrheitswahl, kein Minderheitenausgleich möglich.",
                "Hands only: a majority vote, minorities cannot be balanced.",
            )
        )
    print(say("Die Nachzählung ergibt dasselbe Ergebnis:", "The recount gives the same result:"))
    titles = {topic["id"]: topic["title"] or topic["id"] for topic in closing["topics"]}
    by_name = {reason["proposal"]: reason for reason in result["reasons"]}
    for position, name in enumerate(result["ranking"], 1):
        if position == len(result["accepted"]) + 1:
            print(say("Nachrückliste:", "Waiting list:"))
        print(f"{position:4}. {titles[name]}: {sentence(by_name[name])}")
    for name, reason in by_name.items():
        if "position" not in reason:
            print(f"   –  {titles[name]}: {sentence(reason)}")
    if result["fairness"]["holds"]:
        print(say("Keine Gruppe wurde übergangen (EJR+).", "No group was passed over (EJR+)."))
    for claim in result["fairness"]["claims"]:
        title, people, places = titles[claim["proposal"]], claim["people"], claim["entitled"]
        print(
            say(
                f"Übergangen: {people} Menschen für „{title}“, Anspruch auf Plätze: {places}.",
                f"Passed over: {people} people for '{title}', places they can claim: {places}.",
            )
        )


def main(arguments: list[str]) -> int:
    Language.is_english = "--english" in arguments
    words = [word for word in arguments if word != "--english"]
    own = None
    if "--receipt" in words:
        at = words.index("--receipt")
        own = "".join(words[at + 1 : at + 2]).lower()
        del words[at : at + 2]
    if len(words) != 1:
        print("python3 -I verify.py RESULT [--english] [--receipt RECEIPT]", file=sys.stderr)
        return 2
    try:
        document = open_file(Path(words[0]).read_bytes())
        check_fingerprint(document)
        check_receipts(document)
        result = None if document["ballots"] is None else check_count(document)
        report(document, result)
        if own is not None and own not in document["closing"]["receipts"]:
            raise Refused(say("Ihre Quittung steht nicht in der Liste.", "Your receipt is not in the list."))
        if own is not None:
            print(say("Ihre Quittung steht in der Liste.", "Your receipt is in the list."))
    except OSError as error:
        print(f"{words[0]}: {error.strerror}", file=sys.stderr)
        return 2
    except Refused as refusal:
        print(say("DAS ERGEBNIS STIMMT NICHT. ", "THE RESULT DOES NOT HOLD. ") + str(refusal), file=sys.stderr)
        return 1
    except (KeyError, TypeError, ValueError, AttributeError):
        print(say("Die Datei ist nicht wie eine Ergebnisdatei gebaut.", "This is no result file."), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
