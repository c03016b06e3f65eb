import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "site/", "coverage/", "src/messages/", "src/reflect/api-data.ts", "node_modules/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for is how an unhandled rejection reaches a robot's operator.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-extraneous-class": ["error", { allowWithDecorator: true, allowStaticOnly: true }],
      // Private is #private (house style).
      "no-underscore-dangle": ["error", { allowAfterThis: false }],
      "no-console": "error",
    },
  },
  {
    // Handlers and fakes must match an async signature even where they do not wait.
    files: ["test/**", "src/sim/**"],
    rules: { "@typescript-eslint/require-await": "off" },
  },
  {
    // What a peer sent becomes text and attributes, never markup.
    files: ["src/page/view/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|srcdoc|cssText)$/]",
          message: "Texts of a peer must not become markup: use textContent and attributes (element.ts).",
        },
        {
          selector:
            "CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|parseFromString|write|writeln)$/]",
          message: "Texts of a peer must not become markup: use textContent and attributes (element.ts).",
        },
        {
          selector: "CallExpression[callee.property.name='setAttribute'][arguments.0.value=/^(on|style$|src$|href$)/]",
          message:
            "The page's policy forbids inline handlers and styles, and nothing is loaded: use addEventListener and element.style.",
        },
      ],
    },
  },
  { files: ["tools/**", "src/cli/**"], rules: { "no-console": "off" } },
  { files: ["**/*.js", "**/*.mjs"], ...tseslint.configs.disableTypeChecked },
);
