/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    const isProduction = input?.stage === "production";
    return {
      name: "dateline",
      home: "aws",
      // The version that this configuration was tested with.
      version: "4.17.1",
      removal: isProduction ? "retain" : "remove",
      protect: isProduction,
    };
  },
  async run() {
    const { requireRegion } = await import("./infra/region");
    const region = requireRegion(process.env);
    const { articles, index, store } = await import("./infra/storage");
    const { search } = await import("./infra/api");
    const { ingest } = await import("./infra/ingest");
    await import("./infra/alarms");
    await import("./infra/dashboard");
    const { router } = await import("./infra/router");
    await import("./infra/web");
    return {
      region,
      url: router?.url ?? search.url,
      store,
      bucket: index.name,
      articles: articles.name,
      function: search.name,
      ingest: ingest.name,
    };
  },
});
