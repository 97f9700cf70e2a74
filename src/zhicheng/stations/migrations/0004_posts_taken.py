from django.db import migrations, models


def from_what_was_applied_for(apps, schema_editor):
    """Earlier recommendations get what their dossier and employment say."""
    Employment = apps.get_model("accounts", "Employment")
    for given in apps.get_model("stations", "Recommendation").objects.select_related("dossier").iterator():
        dossier = given.dossier
        held = Employment.objects.filter(person_id=dossier.person_id, organisation_id=dossier.organisation_id)
        employment = held.order_by("ended_at", "-began_at").first()
        given.level = dossier.level
        given.tenure = employment.tenure if employment else ""
        given.green_channel = employment.green_channel if employment else ""
        given.save(update_fields=["level", "tenure", "green_channel"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_quotas_marks_and_working_units'),
        ('dossier', '0003_verdicts'),
        ('register', '0003_revocations'),
        ('stations', '0003_reminders_and_receipts'),
    ]

    operations = [
        migrations.AddField(
            model_name='recommendation',
            name='green_channel',
            field=models.CharField(blank=True, max_length=60, verbose_name='绿色通道审批文号'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='level',
            field=models.CharField(default='', max_length=40, verbose_name='申报级别'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='recommendation',
            name='tenure',
            field=models.CharField(default='', max_length=40, verbose_name='人员性质'),
            preserve_default=False,
        ),
        migrations.RunPython(from_what_was_applied_for, migrations.RunPython.noop),
    ]
