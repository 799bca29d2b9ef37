import { defineConfig, globalIgnores } from "eslint/config";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The folders of lib/ from top to bottom: each imports only from those after it, and only through their index.ts. */
const LAYERS = [
  "cli",
  "account-api",
  "constructs",
  "review",
  "least-privilege",
  "guardrails",
  "read",
  "terraform",
  "templates",
  "policy",
  "catalogue",
];

/** Everything outside lib/ that is not part of a layer and still has to use the front door. Tests may reach past it. */
const OUTSIDE = ["./main.ts", "./lib/index.ts", "./testing", "./scripts", "./bench", "./examples"];

const direction = LAYERS.map((layer, index) => ({
  target: `./lib/${layer}`,
  from: ["./main.ts", "./lib/index.ts", "./testing", ...LAYERS.slice(0, index).map((above) => `./lib/${above}`)],
  message: `lib/${layer} imports only from the folders below it.`,
}));

const doors = LAYERS.map((layer) => ({
  target: [...OUTSIDE, ...LAYERS.filter((other) => other !== layer).map((other) => `./lib/${other}`)],
  from: `./lib/${layer}`,
  except: ["./index.ts"],
  message: `lib/${layer}/index.ts is the only door into lib/${layer}.`,
}));

const PROVIDER_BARREL = {
  regex: "^@cdktf/provider-cloudflare$",
  message: "The whole provider takes 0.8 s to load: import by sub-path, @cdktf/provider-cloudflare/lib/account-token for instance.",
};
const CDKTF = {
  regex: "^(?:cdktf|constructs|@cdktf/.+)(?:/|$)",
  message: "lib/constructs is the only folder of lib and testing that imports cdktf, constructs or @cdktf/*.",
};

/** What Node gives every script, and what it gives CommonJS modules besides. */
const NODE_GLOBALS = Object.fromEntries(
  [...Object.getOwnPropertyNames(globalThis), "require", "module", "exports", "__dirname", "__filename"].map((name) => [name, "readonly"]),
);

export default defineConfig(
  globalIgnores([
    "dist/",
    ".stryker-tmp/",
    "reports/",
    "cdktf.out/",
    "coverage/",
    "**/node_modules/",
    "**/cdktf.out/",
    "lib/catalogue/generated/",
    "action/principals.cjs",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    name: "typescript",
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: {
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
      "import-x/extensions": [".ts"],
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".json"] })],
    },
    rules: {
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "import-x/no-self-import": "error",
      "import-x/no-duplicates": ["error", { "prefer-inline": true }],
      "import-x/no-restricted-paths": [
        "error",
        {
          basePath: import.meta.dirname,
          zones: [
            ...direction,
            ...doors,
            { target: "./lib/errors.ts", from: LAYERS.map((layer) => `./lib/${layer}`), message: "lib/errors.ts imports nothing." },
          ],
        },
      ],
      "no-restricted-imports": ["error", { patterns: [PROVIDER_BARREL] }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
      "no-console": "error",
      // typeof import("…") is how a module loaded on demand gets its type.
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports", disallowTypeAnnotations: false }],
      "@typescript-eslint/no-require-imports": ["error", { allowAsImport: true }],
      "@typescript-eslint/dot-notation": ["error", { allowIndexSignaturePropertyAccess: true }],
      // Would ask for the ! that another rule forbids.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      // cdktf types many constructs as Construct or IConstruct by turns; we never ask with instanceof across packages.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // [...text] is how code points are counted.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      // Nothing checks the types of what a caller passes (tsx and JavaScript don't): tests that the compiler thinks needless are the point here.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Underscore: a parameter that only a signature asks for.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    name: "library",
    files: ["lib/**/*.ts", "testing/**/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [PROVIDER_BARREL, CDKTF] }],
      "import-x/no-extraneous-dependencies": ["error", { devDependencies: false, packageDir: import.meta.dirname }],
    },
  },
  {
    name: "constructs",
    files: ["lib/constructs/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [PROVIDER_BARREL] }] },
  },
  {
    // Tables of one line an entry, not code: splitting them would hide the list.
    name: "tables",
    files: ["lib/errors.ts"],
    rules: { "max-lines": "off" },
  },
  {
    name: "tests",
    files: ["__tests__/**/*.ts", "examples/**/*.test.ts"],
    rules: {
      "max-lines": ["error", { max: 600, skipBlankLines: true, skipComments: true }],
      // Bad input is what many tests are about, and the type checker must be talked into it.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-misused-spread": "off",
      // expect(object.method) is jest's way of asking about a mock.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    name: "programs",
    files: ["main.ts", "lib/cli/**/*.ts", "scripts/**/*.ts", "bench/**/*.ts", "examples/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    name: "javascript",
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: { sourceType: "commonjs", globals: NODE_GLOBALS },
    rules: { "no-undef": "error", "no-unused-vars": "error", eqeqeq: "error" },
  },
  { name: "modules", files: ["**/*.mjs"], languageOptions: { sourceType: "module" } },
);
