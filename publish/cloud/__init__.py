"""The requests that the publisher makes of AWS."""
