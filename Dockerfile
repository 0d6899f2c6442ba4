# Reeve brings its own Node (the package `node`); the image only has to have npm.
FROM node:24-slim AS install
WORKDIR /reeve
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim
WORKDIR /reeve
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 REEVE_DATA=/data
COPY --from=install /reeve/node_modules node_modules
COPY package.json app.yml ./
COPY bin bin
COPY src src
COPY examples examples
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
