import { svg, html, type TemplateResult } from "lit";
import type { DailyReads } from "../../api/types";
import { words } from "./words";

export const DAY = 86_400;

/** The reads of one value. */
export interface Reading {
  value: string;
  total: number;
  /** When the last day with a read began; null if there is none. */
  last: number | null;
  /** By day, oldest first. */
  days: number[];
}

/** The reads of each of the values over the last days, those with no or the oldest reads last. */
export function readings(values: string[], daily: DailyReads[], days: number, now = Date.now() / 1000): Reading[] {
  const today = Math.floor(now / DAY) * DAY;
  const all = new Map<string, Reading>(
    [...values, ...daily.map((row) => row.value)].map((value) => [
      value,
      { value, total: 0, last: null, days: new Array<number>(days).fill(0) },
    ]),
  );
  for (const { day, value, reads } of daily) {
    const reading = all.get(value)!;
    const place = days - 1 - (today - day) / DAY;
    if (place < 0 || place >= days) continue;
    reading.days[place] = (reading.days[place] ?? 0) + reads;
    reading.total += reads;
    reading.last = Math.max(reading.last ?? 0, day);
  }
  return [...all.values()].sort((one, other) => other.total - one.total || one.value.localeCompare(other.value));
}

const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** A day in words. */
export function dayName(day: number, now = Date.now() / 1000): string {
  return now - day < DAY ? words.readings.today : DATE.format(new Date(day * 1000));
}

const WIDTH = 4;
const HEIGHT = 28;

/** Bars, one per day, with their text alternative. */
export function bars({ value, days, total }: Reading, now = Date.now() / 1000): TemplateResult {
  const today = Math.floor(now / DAY) * DAY;
  const dayAt = (place: number) => today - (days.length - 1 - place) * DAY;
  const most = Math.max(...days);
  const told = words.readings.chart(value, days.length, total, most, dayName(dayAt(days.indexOf(most))));
  return html`<svg
    class="bars"
    viewBox="0 0 ${days.length * WIDTH} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${told}
  >
    ${days.map((reads, place) => {
      const height = reads ? Math.max(2, (reads / most) * HEIGHT) : 0.75;
      return svg`<rect class=${reads ? "" : "none"} x=${place * WIDTH} y=${HEIGHT - height} width=${WIDTH - 1} height=${height}>
        <title>${words.readings.day(dayName(dayAt(place)), reads)}</title></rect>`;
    })}
  </svg>`;
}
