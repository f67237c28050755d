/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    const isProduction = input?.stage === "production";
    return {
      name: "dateline",
      home: "aws",
      removal: isProduction ? "retain" : "remove",
      protect: isProduction,
    };
  },
  async run() {
    const { index, store } = await import("./infra/storage");
    const { search } = await import("./infra/api");
    return { bucket: index.name, store, function: search.name, url: search.url };
  },
});
