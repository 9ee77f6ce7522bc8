import { runServer } from '@tscratch/server';

runServer();
