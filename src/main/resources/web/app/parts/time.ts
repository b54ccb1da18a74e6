import { html, type TemplateResult } from "lit";

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** How long ago a time in UNIX seconds was, in words. */
export function ago(seconds: number, now = Date.now() / 1000): string {
  const past = now - seconds;
  const step = STEPS.find(([, length]) => Math.abs(past) >= length);
  return step ? RELATIVE.format(-Math.trunc(past / step[1]), step[0]) : "just now";
}

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How long it is until a time in UNIX seconds, or how long ago it was, in words. */
export function until(seconds: number, now = Date.now() / 1000): string {
  const left = seconds - now;
  // Up to a hundred days are told as days.
  const steps = Math.abs(left) < 100 * 86_400 ? STEPS.slice(2) : STEPS;
  const step = steps.find(([, length]) => Math.abs(left) >= length);
  // An end in a day and a half is told as "in 2 days".
  return step ? WORDS.format(Math.round(left / step[1]), step[0]) : WORDS.format(Math.sign(left), "minute");
}

/** A time to the second. */
export function exact(date: Date): string {
  return EXACT.format(date);
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const DAY_AND_CLOCK = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A time in UNIX seconds as the time of day, with the date unless it is today. */
export function clock(seconds: number, now = new Date()): TemplateResult {
  const date = new Date(seconds * 1000);
  const format = date.toDateString() === now.toDateString() ? CLOCK : DAY_AND_CLOCK;
  return html`<time datetime=${date.toISOString()}>${format.format(date)}</time>`;
}

/** A time in UNIX seconds as how long ago it was, with the exact time as a tooltip. */
export function time(seconds: number): TemplateResult {
  const date = new Date(seconds * 1000);
  return html`<time datetime=${date.toISOString()} title=${EXACT.format(date)}>${ago(seconds)}</time>`;
}
