"""What rules may know of a unit."""

from __future__ import annotations

from dataclasses import replace

from zhicheng.policy import facts as policy

from .models import Employment, Organisation, PostQuota


def employer_facts(organisation: Organisation, employment: Employment | None = None) -> policy.Employer:
    """The unit as it stands now; copied into what a dossier seals.

    For somebody whom a letter brought, the unit where the person works, in the place of the body that entrusts (S4-10).
    """
    unit = policy.Employer(
        name=organisation.name,
        uscc=organisation.uscc,
        nature=organisation.nature,
        region=organisation.region,
        level=organisation.level,
        locality=organisation.locality,
        department=organisation.department.name if organisation.department else "",
        registered_in_city=organisation.is_registered_in_city,
        appraises=organisation.is_appraising,
    )
    return unit if employment is None or not employment.works_at else works_at(unit, employment)


def works_at(unit: policy.Employer, employment: Employment) -> policy.Employer:
    """The unit of a person whom a letter brought: name, nature and appraisals are its own, the rest the body's."""
    return replace(
        unit,
        name=employment.works_at,
        nature=employment.works_at_nature,
        appraises=employment.is_appraised_there,
    )


def quota_facts(quota: PostQuota, *, recommended: int = 0, counted: bool = False) -> policy.Quota:
    """The posts of a level as rules read them; how many of them are taken is the caller's to count."""
    return policy.Quota(
        level=quota.level,
        approved=quota.approved,
        held=quota.held,
        leaving=quota.leaving,
        total=quota.total,
        target=quota.target,
        granted=quota.granted,
        document_number=quota.document_number,
        recommended=recommended,
        counted=counted,
    )
