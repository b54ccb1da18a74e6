// Prints a value, and notices each deployment: VALISE_URL=… VALISE_APP=… VALISE_TOKEN=… node watch.mjs greeting
import { connect } from "../javascript/src/index.js";

const name = process.argv[2] ?? "greeting";
const context = await connect();
const print = () => console.log(`revision ${context.revision}: ${name} = ${context.values.text(name)}`);

print();
context.on("change", print);
context.on("error", (error) => console.log(`the last known values go on: ${error.message}`));
console.log(`${context}`);
