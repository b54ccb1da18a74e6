import json
import math
import os
import pickle
import threading
import time
import unittest

import fake as fakes
from fake import Fake, eventually, refuse, send

import valise
from valise import ValiseError

TOKEN = "vrt_made-up-token"
QUICK = {"request_timeout": 10, "heartbeat_timeout": 10, "poll_interval": 0.05, "start_timeout": 0}


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.fake = Fake()

    def tearDown(self):
        self.fake.stop()

    def connected(self, **options):
        context = valise.connect(**{"url": self.fake.url, "app": "shop-abcde", "token": TOKEN, **QUICK, **options})
        self.addCleanup(context.close)
        return context

    def failing(self, **options):
        with self.assertRaises(ValiseError) as raised:
            self.connected(**options)
        failure = raised.exception
        seen = [failure, failure.__cause__, failure.__context__]
        self.assertNotIn("made-up", repr([(repr(one), vars(one) if one else None) for one in seen]))
        return failure

    def paths(self):
        return [path for path, _ in self.fake.requests]

    def streaming(self):
        eventually("the stream", lambda: len(self.fake.streams) == 1)


class Values(ClientTest):
    def test_are_read_by_name(self):
        context = self.connected()
        self.assertEqual(context.values.get("greeting"), "hello")
        self.assertEqual(context.values.get("paymentKey"), "made-up-content")
        self.assertIsNone(context.values.get("absent"))
        self.assertEqual(context.values.get("absent", 3), 3)
        self.assertTrue(context.values.has("greeting"))
        self.assertEqual(context.values.names(), ["greeting", "paymentKey"])
        self.assertEqual(context.revision, 1)
        self.assertEqual(context.environment.tag, "qa")
        self.assertEqual(context.environment.values.get("host"), "qa.example.com")
        self.assertEqual(self.fake.requests[0][1]["Authorization"], f"Bearer {TOKEN}")

    def test_keep_their_digits_as_text(self):
        big = '{ "n" : 12345678901234567890.10, "s":"a\\\\\\"}],{", "deep": [[1.0], {}] }'
        huge = "9" * 5000
        self.fake.body = lambda: f'{{"revision": 1, "values" : {{"big": {big} ,"huge":{huge},"no":null}}}}'
        values = self.connected(follow=False).values
        self.assertEqual(values.text("big"), big)
        self.assertEqual(values.get("big"), json.loads(big))
        self.assertEqual(values.text("huge"), huge)
        self.assertIsNone(values.get("no"))
        self.assertEqual(values.names(), ["big", "huge", "no"])

    def test_cannot_be_altered_by_whoever_reads_them(self):
        self.fake.values = {"list": [1]}
        context = self.connected()
        context.values.get("list").append(2)
        self.assertEqual(context.values.get("list"), [1])

    def test_say_which_of_them_links_to_a_secret_that_is_gone(self):
        context = self.connected()
        with self.assertRaisesRegex(ValiseError, '"orphan"') as raised:
            context.values.get("orphan")
        self.assertEqual(raised.exception.code, "SecretNotFound")
        self.assertEqual(context.snapshot.unresolved, ("orphan",))

    def test_of_one_revision_stay_together(self):
        context = self.connected()
        values = context.values
        self.fake.deploy({"greeting": "bye"})
        eventually("the deployment", lambda: context.revision == 2)
        self.assertEqual(values.get("greeting"), "hello")
        self.assertEqual(context.values.get("greeting"), "bye")


class ADeployment(ClientTest):
    def test_is_noticed_by_its_event(self):
        context = self.connected()
        changes = []
        context.on("change", changes.append)
        self.streaming()
        self.fake.deploy({"greeting": "bye", "added": 1})
        eventually("the change", lambda: changes)
        self.assertEqual(changes, [(2, ("added", "greeting", "paymentKey"))])
        self.assertEqual(context.values.get("greeting"), "bye")

    def test_is_noticed_by_polling_where_the_stream_is_silent_and_by_events_again_later(self):
        silent = [True]

        def instead(handler, path):
            if path == "/events" and silent:
                send(handler, 200, None, {"Content-Type": "text/event-stream"})
                time.sleep(1)
                return True
            return False

        self.fake.instead = instead
        context = self.connected(request_timeout=0.5)
        eventually("a long poll", lambda: "/values?wait=30" in self.paths())
        self.fake.deploy({"greeting": "bye"})
        eventually("the change", lambda: context.revision == 2)
        silent.clear()
        self.streaming()
        self.assertIsNone(context.error)

    def test_is_noticed_by_polling_where_heart_beats_fail_to_come(self):
        context = self.connected(heartbeat_timeout=0.2)
        eventually("a long poll", lambda: "/values?wait=30" in self.paths())
        self.fake.deploy({"greeting": "bye"})
        eventually("the change", lambda: context.revision == 2)

    def test_is_noticed_by_polling_where_there_are_no_events(self):
        self.fake.instead = lambda handler, path: path == "/events" and refuse(handler, 500, "InternalError", "no")
        with self.assertNoWarnings():
            context = self.connected()
            self.fake.deploy({"greeting": "bye"})
            eventually("the change", lambda: context.revision == 2)

    def test_is_noticed_by_plain_polls_where_a_long_one_is_cut(self):
        def instead(handler, path):
            if path == "/events":
                return refuse(handler, 404, "NotFound", "no events here")
            if "wait" in path:
                return refuse(handler, 504, "GatewayTimeout", "slow")
            return False

        self.fake.instead = instead
        context = self.connected()
        eventually("a poll without wait after one with", lambda: self.paths()[-2:] == ["/values", "/values"]
                   and "/values?wait=30" in self.paths())
        self.fake.deploy({"greeting": "bye"})
        eventually("the change", lambda: context.revision == 2)

    def test_is_not_undone_by_an_instance_that_is_behind(self):
        context = self.connected()
        self.streaming()
        self.fake.deploy({"greeting": "bye"})
        eventually("the change", lambda: context.revision == 2)
        changes = []
        context.on("change", changes.append)
        behind = [1]

        def instead(handler, path):
            return path != "/events" and behind and send(
                handler, 200, self.fake.body().replace('"revision": 3', f'"revision": {behind.pop()}'), {}
            )

        self.fake.instead = instead
        self.fake.deploy({"greeting": "again"})
        eventually("the change", lambda: context.revision == 3)
        self.assertEqual([revision for revision, _ in changes], [3])

    def test_of_a_restored_back_up_is_taken_though_its_number_is_lower(self):
        self.fake.revision = 9
        context = self.connected()
        self.streaming()
        self.fake.revision = 3
        self.fake.deploy({"greeting": "restored"})
        eventually("the change", lambda: context.revision == 4)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_reaches_a_forked_process_too(self):
        context = self.connected()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                eventually("the change", lambda: context.revision == 2)
                os.write(writer, context.values.get("greeting").encode())
            finally:
                os._exit(0)
        os.close(writer)
        self.fake.deploy({"greeting": "bye"})
        self.assertEqual(os.read(reader, 10), b"bye")
        os.close(reader)
        os.waitpid(child, 0)

    def assertNoWarnings(self):
        case = self

        class NoWarnings:
            def __enter__(self):
                self.logs = case.assertLogs("valise")
                self.seen = self.logs.__enter__()
                import logging

                logging.getLogger("valise").info("a line, as assertLogs wants one")

            def __exit__(self, *failure):
                self.logs.__exit__(*failure)
                case.assertEqual(len(self.seen.records), 1, self.seen.output)

        return NoWarnings()


class AnOutage(ClientTest):
    def test_at_the_start_is_an_error_that_says_so(self):
        self.fake.stop()
        failure = self.failing()
        self.assertEqual(failure.code, "Unreachable")
        self.assertEqual(str(failure), f"{self.fake.url} cannot be reached (ConnectionRefusedError)")

    def test_at_the_start_is_waited_for_if_asked(self):
        self.fake.stop()
        found = []
        waiting = threading.Thread(target=lambda: found.append(self.connected(start_timeout=math.inf)))
        waiting.start()
        self.fake = Fake(self.fake.port)
        waiting.join(20)
        self.assertEqual(found[0].values.get("greeting"), "hello")

    def test_later_leaves_the_last_known_values_is_told_once_and_ends_by_itself(self):
        context = self.connected()
        errors = []
        context.on("error", errors.append)
        self.streaming()
        self.fake.stop()
        eventually("the error", lambda: context.error)
        self.assertEqual(context.error.code, "Unreachable")
        self.assertEqual(context.values.get("greeting"), "hello")
        self.fake = Fake(self.fake.port)
        self.fake.deploy({"greeting": "back"})
        eventually("the new values", lambda: context.values.get("greeting") == "back")
        self.assertIsNone(context.error)
        self.assertEqual(len(errors), 1)

    def test_of_a_slow_server_is_a_time_out(self):
        self.fake.instead = lambda handler, path: time.sleep(1) is None
        self.assertEqual(self.failing(request_timeout=0.2).code, "Timeout")

    def test_in_the_middle_of_an_answer_leaves_the_last_known_values(self):
        context = self.connected(request_timeout=0.5)

        def instead(handler, path):
            if path == "/events":
                return False
            send(handler, 200, None, {"Content-Length": "1000"})
            handler.wfile.write(b'{"revision": 2, "val')
            return True

        self.fake.instead = instead
        with self.assertLogs("valise"):
            self.fake.deploy({})
            eventually("the error", lambda: context.error)
        self.assertEqual(context.values.get("greeting"), "hello")

    def test_is_a_warning_if_nobody_listens(self):
        context = self.connected()
        with self.assertLogs("valise") as logs:
            self.fake.stop()
            eventually("the error", lambda: context.error)
            eventually("the warning", lambda: logs.output)
        self.assertRegex(logs.output[0], "cannot be reached .*the values of revision 1 go on$")


class ARefusal(ClientTest):
    def test_at_the_start_is_raised_at_once_however_long_the_start_may_take(self):
        for status, code, error in (
            (401, "InvalidSession", "invalid runtime token"),
            (403, "Forbidden", "not allowed"),
            (404, "AppNotFound", "app not found"),
        ):
            with self.subTest(status):
                self.fake.instead = lambda handler, path: refuse(handler, status, code, error)
                failure = self.failing(start_timeout=math.inf)
                self.assertEqual((failure.status, failure.code, str(failure)), (status, code, error))

    def test_later_is_told_leaves_the_last_known_values_and_is_got_over_with_a_new_token(self):
        token = [TOKEN]
        context = self.connected(token=lambda: token[0])
        errors = []
        context.on("error", errors.append)
        self.streaming()
        self.fake.instead = lambda handler, path: handler.headers["Authorization"] != "Bearer vrt_new" and refuse(
            handler, 401, "InvalidSession", "revoked"
        )
        self.fake.deploy({"greeting": "bye"})
        eventually("the error", lambda: errors)
        self.assertEqual(errors[0].status, 401)
        self.assertEqual(context.values.get("greeting"), "hello")
        token[0] = "vrt_new\n"
        eventually("the new values", lambda: context.values.get("greeting") == "bye")

    def test_by_redirection_does_not_send_the_token_along(self):
        other = fakes.Fake()
        self.addCleanup(other.stop)
        self.fake.instead = lambda handler, path: send(handler, 307, "", {"Location": f"{other.url}/x?secret=1"})
        failure = self.failing(start_timeout=math.inf)
        self.assertEqual(failure.code, "Redirected")
        self.assertTrue(str(failure).startswith(f"redirected to {other.url}/x: set url"), failure)
        self.assertEqual(other.requests, [])

    def test_by_somebody_else_quotes_nothing_of_the_answer(self):
        for body in ("<html>made-up-content</html>", '{"revision": 1}', '{"values": {"a": "made-up-content"', "[]"):
            with self.subTest(body):
                self.fake.instead = lambda handler, path: send(handler, 200, body, {})
                self.assertEqual(self.failing().code, "UnexpectedAnswer")

    def test_of_bad_options_names_them(self):
        for options, message in (
            ({"url": "shop"}, "url"),
            ({"url": "http://a:b@example.com"}, "url"),
            ({"url": "http://example.com:x"}, "url"),
            ({"app": ""}, "app.*VALISE_APP"),
            ({"token": "made-up\ntoken"}, "the token"),
        ):
            with self.subTest(options):
                failure = self.failing(**options)
                self.assertEqual(failure.code, "InvalidOption")
                self.assertRegex(str(failure), f"^{message}")


class Nothing(ClientTest):
    def test_prints_a_content_or_the_token(self):
        context = self.connected()
        things = [context, context.values, context.snapshot, context.environment, context.environment.values]
        shown = " ".join(f"{thing} {thing!r} {[thing]}" for thing in things)
        self.assertNotRegex(shown, "made-up|hello|qa.example")
        self.assertIn("Valise(shop-abcde, revision 1)", shown)
        for thing in things[1:]:
            with self.assertRaises(TypeError):
                pickle.dumps(thing)

    def test_is_asked_for_once_closed(self):
        with self.connected() as context:
            self.streaming()
        eventually("the end of the stream", lambda: not self.fake.streams)
        asked = len(self.fake.requests)
        time.sleep(0.2)
        self.assertEqual(len(self.fake.requests), asked)
        self.assertEqual(context.values.get("greeting"), "hello")
        self.assertIsNone(context.error)

    def test_comes_of_a_listener_that_fails(self):
        context = self.connected()
        changes = []

        def failing(change):
            raise IndexError("made-up-content")

        context.on("change", failing)
        context.on("change", lambda change: self.fail("taken off"))()
        context.on("change", changes.append)
        with self.assertLogs("valise") as logs:
            self.fake.deploy({"greeting": "bye"})
            eventually("the change", lambda: changes)
        self.assertEqual(logs.output, ['WARNING:valise:a listener of "change" failed: IndexError'])
        with self.assertRaises(ValiseError):
            context.on("deployed", failing)


if __name__ == "__main__":
    unittest.main()
