// Reads a file with npm's dotenv and writes the variables as JSON: node reader.js <file> <json>
import { readFileSync, writeFileSync } from "node:fs";
import dotenv from "dotenv";

const [, , file, json] = process.argv;
writeFileSync(json, JSON.stringify(dotenv.parse(readFileSync(file))));
