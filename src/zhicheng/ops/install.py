"""``zhicheng install``: the city's office, once, with the two seats from which everything else is made."""

from __future__ import annotations

import argparse
import secrets

import django

SEATS = ("registrar", "superior")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="市职改办全称")
    parser.add_argument("--short-name", default="", help="简称")
    parser.add_argument("--uscc", required=True, help="统一社会信用代码")
    parser.add_argument("--region", required=True, help="六位行政区划代码")
    for role, words in zip(SEATS, ("帐号管理岗", "分管负责人"), strict=True):
        parser.add_argument(f"--{role}", nargs=2, required=True, metavar=("姓名", "身份证号"), help=words)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 and print the initial passwords once; 1 with every reason when something is wrong, and nothing is kept."""
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from zhicheng.accounts.actions import organisations, people, seats
    from zhicheng.ledger.actor import INSTALLER
    from zhicheng.policy.finding import Refused
    from zhicheng.policy.identity import citizen
    from zhicheng.policy.seats import Role
    from zhicheng.year import queries, shelf

    call_command("migrate", verbosity=0)
    at = queries.now()
    notice = next((n for f in shelf.folders() if (n := shelf.read(f)) is not None), None)
    if notice is None:
        print("notices 目录里没有能用的通知，请运行 zhicheng notice check。")
        return 1
    try:
        with transaction.atomic():
            office = organisations.install_city_office(
                name=arguments.name,
                short_name=arguments.short_name,
                uscc=arguments.uscc,
                region=arguments.region,
                at=at,
            )
            given = []
            for role in SEATS:
                name, number = getattr(arguments, role)
                known = citizen(number)
                new = people.NewPerson(name, "居民身份证", number, known.sex or "", known.born_on or at.date())
                password = people.initial_password(secrets.SystemRandom())
                seats.seat_newcomer(
                    new, office, Role(role), initial_password=password, notice=notice, by=INSTALLER, at=at
                )
                given.append((Role(role).words, name, password))
    except Refused as no:
        for refusal in no.refusals:
            print(refusal.words)
        return 1
    print(f"已建立{office.name}。初始密码只显示这一次：")
    for words, name, password in given:
        print(f"  {words} {name}：{password}")
    print("请分管负责人登录后在“年度”开启通知。")
    return 0
