"""What others bring for a report, in the forms they bring it in."""

SPEECH = {
    "quick": False,
    "hearing": "0",
    "accuracy": {
        "tables": {
            "voice": {
                "joe": {"n": 200, "action_exact": 0.95, "wrong_action": 0.01},
                "scottish-male": {"n": 200, "action_exact": 0.7, "wrong_action": 0.05},
            }
        }
    },
}
FLEET = {
    "first": "2026-10-01",
    "last": "2026-12-31",
    "events": 7,
    "sealed": 0,
    "answers": [
        {
            "name": "faults_by_code",
            "title": "Faults <by> code",
            "definition": "Cars that reported it.",
            "unit": "",
            "denominator": "cars that told of their health",
            "first": "2026-10-01",
            "last": "2026-12-31",
            "hidden": 2,
            "rows": [
                {
                    "code": "P0420",
                    "vehicles": 40,
                    "rate": 0.04,
                    "rate_low": 0.03,
                    "rate_high": 0.05,
                },
                {"code": "<script>alert(1)</script>", "vehicles": 9, "rate": None},
            ],
        }
    ],
}
USAGE = {
    "before": {"turns": 4000, "rates": {"failed": 200}},
    "now": {"turns": 4000, "rates": {"failed": 700}},
    "stream": [0.05] * 50,
}
APPROVALS = [
    {
        "release": "2026.11.2",
        "files": ["rules/limits-2026.11.2.toml"],
        "signed": [
            {"role": "rules", "key_id": "a" * 64},
            {"role": "targets", "key_id": "b" * 64, "person": "M. Weber"},
        ],
        "percent": 20,
        "state": "running",
        "confirmed": 3,
    }
]
