import js from "@eslint/js";
import { configs as lit } from "eslint-plugin-lit";
import typescript from "typescript-eslint";

const CONSOLE = ["src/main/resources/web/app/**/*.ts"];
const GENERATED = ["src/main/resources/web/app/api/schemas.ts"];

// ESLint runs in the repository's root (package.json): paths are relative to that.
export default typescript.config(
  { ignores: ["src/main/console/node_modules/**", ...GENERATED] },
  js.configs.recommended,
  {
    files: ["src/main/console/*"],
    languageOptions: {
      globals: {
        console: false,
        fetch: false,
        module: false,
        process: false,
        URL: false,
      },
    },
  },
  {
    files: CONSOLE,
    extends: [
      typescript.configs.strictTypeChecked,
      typescript.configs.stylisticTypeChecked,
      lit["flat/all"],
    ],
    languageOptions: {
      parserOptions: {
        project: "./tsconfig.json",
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "max-lines": ["error", 200],
      // Lit's event handlers and life-cycle methods may be async: nothing awaits them.
      "@typescript-eslint/no-misused-promises": [
        "error",
        {
          checksVoidReturn: {
            attributes: false,
            inheritedMethods: false,
            properties: false,
          },
        },
      ],
      // "!" stands where the code around it guarantees a value, such as in a method that runs only once the app is read.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowNullish: true },
      ],
      // The API's schemas say what a request answers: the caller names the type.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // It does not see assignments in closures and during an await.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // A row's listeners are functions of the row: there is no method to pass.
      "lit/no-template-arrow": "off",
      "lit/no-this-assign-in-render": "off",
      "lit/no-template-map": "off",
    },
  },
);
