import json
import os
import unittest
import urllib.request

import valise
from fake import eventually


def send(method, path, body=None):
    request = urllib.request.Request(
        os.environ["VALISE_ADMIN"] + path,
        method=method,
        data=body and json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['VALISE_ACCESS_TOKEN']}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def set_greeting(value):
    """Changes a value as an owner, deployed at once."""
    found = next(one["_id"] for one in send("GET", "/values") if one["name"] == "greeting")
    send("PUT", f"/values/{found}", {"name": "greeting", "value": value})


@unittest.skipUnless("VALISE_URL" in os.environ, "asks for a running service in VALISE_URL")
class Live(unittest.TestCase):
    def test_reads_from_a_running_service_follows_a_deployment_and_prints_no_secret(self):
        secret = os.environ["VALISE_TEST_SECRET"]
        set_greeting("hello")
        with valise.connect() as context:
            changes = []
            context.on("change", changes.append)
            self.assertEqual(context.values.get("paymentKey"), secret)
            self.assertEqual(context.values.text("big"), "12345678901234567890.10")
            set_greeting("hello, Python")
            eventually("the deployment", lambda: context.values.get("greeting") == "hello, Python")
            eventually("the listener", lambda: any("greeting" in changed for _, changed in changes))
            self.assertIsNone(context.error)
            self.assertNotIn(secret, f"{context!r} {context.values!r} {context.snapshot!r}")
            with self.assertRaises(valise.ValiseError) as raised:
                valise.connect(token="vrt_wrong")
            self.assertEqual(raised.exception.status, 401)


if __name__ == "__main__":
    unittest.main()
