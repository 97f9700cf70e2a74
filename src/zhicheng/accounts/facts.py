"""What rules may know of a unit."""

from __future__ import annotations

from zhicheng.policy import facts as policy

from .models import Organisation


def employer_facts(organisation: Organisation) -> policy.Employer:
    """The unit as it stands now; copied into what a dossier seals."""
    return policy.Employer(
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
