console.error('thinking about life');
setInterval(() => {}, 1000);
