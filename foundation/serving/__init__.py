"""How connections become requests: what clients send is received and sent beside the threads."""
