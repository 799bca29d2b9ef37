/** Compares the live list of permission groups with the catalogue: see `npm run catalogue:refresh -- --help`. */
import { refreshCatalogue } from "./catalogue/refresh";

void refreshCatalogue(process.argv.slice(2), {
  env: process.env,
  fetch,
  now: new Date(),
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
}).then((code) => {
  process.exitCode = code;
});
