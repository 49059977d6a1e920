# One image for the web server, the worker and the two commands that prepare a database; compose.yaml runs all four.
FROM node:20-bookworm-slim AS base
WORKDIR /app
# glibc gives every thread a heap of its own, and these keep what pictures took: a third of the memory.
ENV NEXT_TELEMETRY_DISABLED=1 MALLOC_ARENA_MAX=2

# The vector index is the one package that is compiled. onnxruntime's own script would fetch CUDA: the CPU is enough.
FROM base AS packages
RUN apt-get update \
  && apt-get install -y --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
ENV ONNXRUNTIME_NODE_INSTALL=skip
# The lock file may lack optional packages of other systems: `npm ci` then refuses, `npm install` does not.
COPY package.json package-lock.json .npmrc ./
RUN npm ci || npm install

FROM packages AS build
COPY . .
RUN node scripts/build.mjs && mv dist/*/ /site

FROM packages AS runtime-packages
RUN npm prune --omit=dev

FROM base AS site
ENV NODE_ENV=production HOST=0.0.0.0 HOSTNAME=0.0.0.0 PORT=3000 DATA_DIR=/data MODELS_DIR=/app/data/models
COPY --from=runtime-packages /app/node_modules ./node_modules
COPY --from=build /site ./site
# The worker, the migrations and the seed run from their sources.
COPY package.json tsconfig.json ./
COPY lib ./lib
COPY db ./db
COPY workers ./workers
COPY scripts ./scripts
COPY data/seed ./data/seed
COPY data/models ./data/models
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/v1/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "site/server.js"]
