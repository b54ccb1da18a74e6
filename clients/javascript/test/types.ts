/** What people write must compile; what would be a mistake must not. */
import { connect, ValiseError, type Change, type Valise } from "@valise/client";

const context: Valise = await connect({ url: "https://valise.example.com", app: "shop-abcde", token: () => "vrt_…" });
const key: string | undefined = context.values.get("paymentKey");
const limits = context.values.get<{ perMinute: number }>("limits");
const perMinute: number = limits?.perMinute ?? 10;
const digits: string | undefined = context.values.text("big");
const host: string = context.environment.values.host;
const off: () => void = context.on("change", ({ revision, changed }: Change) => void [revision, changed.join()]);
context.on("error", (error) => error instanceof ValiseError && error.temporary);
context.close();

// @ts-expect-error: there is no such event
context.on("deployed", () => {});
// @ts-expect-error: what is read cannot be altered
context.revision = 2;
// @ts-expect-error: the name is missing
context.values.get();

void [key, perMinute, digits, host, off];
