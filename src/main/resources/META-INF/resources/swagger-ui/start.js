// The page's address decides where the document is, so that both can be served under a prefix.
window.addEventListener("load", () =>
  SwaggerUIBundle({
    url: "../openapi",
    dom_id: "#swagger-ui",
    deepLinking: true,
    // Never store a key that a user enters.
    persistAuthorization: false,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl],
  }),
);
