/** Which files of the console may import which. Types count, too. */
module.exports = {
    forbidden: [
        {
            name: "no-circles",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        {
            name: "api-uses-only-itself",
            comment: "api/ knows nothing of what the console looks like.",
            severity: "error",
            from: { path: "web/app/api/" },
            to: { path: "web/app/", pathNot: "web/app/api/" },
        },
        {
            name: "parts-use-no-page",
            comment: "parts/ are what pages are made of.",
            severity: "error",
            from: { path: "web/app/parts/" },
            to: { path: "web/app/(pages|console)" },
        },
        {
            name: "pages-use-no-other-page",
            comment:
                "A page uses only itself and its own folder; what two pages need belongs to parts/.",
            severity: "error",
            from: { path: "web/app/pages/([^/.]+)" },
            to: { path: "web/app/pages/", pathNot: "web/app/pages/$1[/.]" },
        },
        {
            name: "no-unused-file",
            severity: "error",
            from: { orphan: true },
            to: {},
        },
        {
            name: "resolved",
            severity: "error",
            from: {},
            to: { couldNotResolve: true },
        },
    ],
    options: {
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
        doNotFollow: { path: "node_modules" },
        enhancedResolveOptions: {
            exportsFields: ["exports"],
            conditionNames: ["import", "types"],
        },
    },
};
