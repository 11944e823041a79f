import js from "@eslint/js";
import globals from "globals";

export default [
    js.configs.recommended,
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        linterOptions: {reportUnusedDisableDirectives: "error"},
        rules: {
            "array-callback-return": "error",
            complexity: ["error", 18],
            curly: "error",
            "default-case-last": "error",
            eqeqeq: "error",
            "max-lines": ["error", 400],
            "no-alert": "error",
            "no-console": ["error", {allow: ["warn", "error"]}],
            "no-eval": "error",
            "no-implied-eval": "error",
            "no-new-func": "error",
            "no-shadow": "error",
            "no-throw-literal": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-use-before-define": ["error", {functions: false}],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "require-await": "error",
        },
    },
];
