"""A whole cloud on loopback, for developers and tests: broker, repositories, enrolment, ingest."""
