"""What an employer posts and hands up: 单位公示, 单位推荐报告 and 花名册 (§1.7 outputs 4 and 5)."""

from .roster import Publicity, PublicityRow, Recommendation, RosterRow, print_publicity, print_recommendation

__all__ = ["Publicity", "PublicityRow", "Recommendation", "RosterRow", "print_publicity", "print_recommendation"]
