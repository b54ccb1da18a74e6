// The page's address decides where the document is, so that both can be served under a prefix.
window.addEventListener("load", () => {
  const session = valiseSession();
  const ui = SwaggerUIBundle({
    url: "../openapi",
    dom_id: "#swagger-ui",
    deepLinking: true,
    // Never store a key that a user enters.
    persistAuthorization: false,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl],
    requestInterceptor: session.intercept,
    // The document names the ways to authorize.
    onComplete: () => session.use(ui),
  });
});
