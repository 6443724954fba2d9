// The description of the API, drawn by Swagger from what stands on its element.
"use strict";

SwaggerUIBundle({
  ...JSON.parse(document.getElementById("swagger-ui").dataset.settings),
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
});
