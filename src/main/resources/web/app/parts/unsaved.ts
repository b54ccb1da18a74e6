import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Guard } from "../router";
import { confirmDiscard } from "./dialog";

/** The parts of the page in which something may be typed. */
const parts = new Set<Unsaved>();
let question: Promise<boolean> | null = null;

/**
 * Tells whether something is typed in a part of the page that is not saved. While it is, the person is asked before they
 * leave the page by Back, Forward, a link, a reload, or by closing the tab.
 */
export class Unsaved implements ReactiveController {
  constructor(
    host: ReactiveControllerHost,
    readonly isTyped: () => boolean,
    /** Asks before it is lost; true if the person agrees. */
    readonly ask: () => Promise<boolean> = confirmDiscard,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.watch();
  }

  /** Counts again after {@link forget}, since the person types again. */
  watch(): void {
    parts.add(this);
    addEventListener("beforeunload", warn);
  }

  hostDisconnected(): void {
    this.forget();
  }

  /** What is typed is saved, or may be lost. */
  forget(): void {
    parts.delete(this);
    if (!parts.size) removeEventListener("beforeunload", warn);
  }
}

function warn(event: BeforeUnloadEvent): void {
  if (isTyped()) event.preventDefault();
}

/** Whether anything is typed that is not saved. */
export function isTyped(): boolean {
  return [...parts].some((part) => part.isTyped());
}

/** Asks before what is typed is lost, if anything is; true if the person agrees. */
export function mayDiscard(): Promise<boolean> {
  if (!isTyped()) return Promise.resolve(true);
  question ??= [...parts]
    .find((part) => part.isTyped())!
    .ask()
    .then((agreed) => {
      if (agreed) [...parts].forEach((part) => part.forget());
      return agreed;
    })
    .finally(() => (question = null));
  return question;
}

export const guard: Guard = { isTyped, ask: mayDiscard };
